-- Stands before the scripts of a sweep: which time counts against anybody.
-- A round comes at most so long after the one before as it takes; what is more was a pause, in which Redis could not be
-- written, or everything stood still, or its clock was set. Only the time between pauses is anybody's.
-- CLOCK: hash of `at`, the round before, `settles`, until when nobody is taken for dead, `stepped`, when it was set back
--   and `back`, by how much
-- PAUSES: list of "end length", ms, the latest first
local CLOCK, PAUSES = 'plenum:clock', 'plenum:pauses'
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local stamp = string.format('%.3f', now)

local pauses, stepped
local function read()
  pauses, stepped = {}, tonumber(redis.call('HGET', CLOCK, 'stepped') or '0')
  for i, pause in ipairs(redis.call('LRANGE', PAUSES, 0, -1)) do
    local ended, length = pause:match('^(%S+) (%S+)$')
    pauses[i] = { tonumber(ended), tonumber(length) }
  end
end

-- Ms since a moment, without the pauses. A moment yet to come was one before the clock was set back.
local function elapsed(since)
  if not pauses then read() end
  if since > now and stepped > 0 then since = stepped end
  local passed = now - since
  for _, pause in ipairs(pauses) do
    if pause[1] <= since then break end
    passed = passed - (pause[1] - math.max(since, pause[1] - pause[2]))
  end
  return passed
end
