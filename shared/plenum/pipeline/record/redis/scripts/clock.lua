-- Stands before the sweep: which time counts against anybody.
-- A round comes at most so long after the one before as it takes; what is more was a pause, in which Redis could not be
-- written, or everything stood still, or its clock was set. Only the time between pauses is anybody's.
-- clock: hash of `at`, the round before, `settles`, until when nobody is taken for dead, `stepped`, when it was set back
-- pauses: list of "end length", ms, the latest first
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local stamp = string.format('%.3f', now)
local pauses, stepped = {}, 0

local function postpone(deadlines, by)
  for _, job in ipairs(redis.call('ZRANGE', deadlines, 0, -1)) do redis.call('ZINCRBY', deadlines, by, job) end
end

-- Begins a round; whether it is too early to take anybody for dead: heartbeats lapse in a pause, and come again.
local function tick(due, deadlines, clock, list, most, lifetime)
  local fields = redis.call('HMGET', clock, 'at', 'settles', 'stepped')
  local at, settles = tonumber(fields[1] or now), tonumber(fields[2] or 0)
  stepped = tonumber(fields[3] or 0)
  redis.call('HSET', clock, 'at', stamp)
  if now - at > most then
    local lost = string.format('%.3f', now - at - most)
    redis.call('LPUSH', list, stamp .. ' ' .. lost)
    redis.call('LTRIM', list, 0, 99)
    postpone(deadlines, lost)
    -- One round of two judges, though each came late.
    if at >= settles then
      settles = now + lifetime
      redis.call('HSET', clock, 'settles', settles)
    end
  elseif now < at then
    postpone(deadlines, string.format('%.3f', now - at))
    stepped = now
    redis.call('HSET', clock, 'stepped', stamp, 'settles', 0)
    settles = 0
  end
  -- What was due before the clock was set back is due now. (Messages pushed together are microseconds apart.)
  local later = redis.call('ZRANGEBYSCORE', due, now + 1000, '+inf')
  for i, member in ipairs(later) do
    redis.call('ZADD', due, string.format('%.3f', now - (#later + 1 - i) / 1000), member)
  end
  for i, pause in ipairs(redis.call('LRANGE', list, 0, -1)) do
    local ended, length = pause:match('^(%S+) (%S+)$')
    pauses[i] = { tonumber(ended), tonumber(length) }
  end
  return now < settles
end

-- Ms since a moment, without the pauses. A moment yet to come was one before the clock was set back.
local function elapsed(since)
  if since > now and stepped > 0 then since = stepped end
  local passed = now - since
  for _, pause in ipairs(pauses) do
    if pause[1] <= since then break end
    passed = passed - (pause[1] - math.max(since, pause[1] - pause[2]))
  end
  return passed
end
