-- Begin a round of the sweep: note when it is, and the pause or the step of the clock since the one before; send on
-- what nobody's commit did; name the stages of which something is, or was, due.
-- ARGV: 1 ms between two rounds at most  2 heartbeats' lifetime, ms
-- Answers {'settles' or '', stage …}; it settles while it is too early to take anybody for dead: heartbeats lapse in a
-- pause, and come again.
local most, lifetime = tonumber(ARGV[1]), tonumber(ARGV[2])

-- What a worker of the version before noted in the set of all alone is put into its stage's, and what it took out of
-- that one is taken out.
local function mended()
  local stages, indexed = redis.call('SMEMBERS', STAGES), 0
  for _, stage in ipairs(stages) do indexed = indexed + redis.call('ZCARD', DUE .. ':' .. stage) end
  if indexed == redis.call('ZCARD', DUE) then return stages end
  for _, stage in ipairs(stages) do
    for _, member in ipairs(redis.call('ZRANGE', DUE .. ':' .. stage, 0, -1)) do
      if not redis.call('ZSCORE', DUE, member) then redis.call('ZREM', DUE .. ':' .. stage, member) end
    end
  end
  local all = redis.call('ZRANGE', DUE, 0, -1, 'WITHSCORES')
  for i = 1, #all, 2 do becomes_due({ all[i + 1], all[i] }) end
  return redis.call('SMEMBERS', STAGES)
end

local function postpone(by)
  for _, job in ipairs(redis.call('ZRANGE', 'plenum:deadlines', 0, -1)) do
    redis.call('ZINCRBY', 'plenum:deadlines', by, job)
  end
end

-- The clock was set back: what was due by then stays in its order, and before what came since, which is of this last
-- round and has the new time already.
local function set_back(latest, stages)
  local since = most < math.huge and now - most or now
  local back = string.format('%.3f', latest - since + 0.001)
  for _, set in ipairs({ DUE, unpack(stages) }) do
    local key = set == DUE and DUE or DUE .. ':' .. set
    local due = redis.call('ZRANGE', key, 0, -1, 'WITHSCORES')
    for i = 2, #due, 2 do
      local sent = tonumber(due[i])
      if sent > now or sent <= since then
        redis.call('ZADD', key, string.format('%.3f', sent - back), due[i - 1])
      end
    end
  end
  for i, pause in ipairs(redis.call('LRANGE', PAUSES, 0, -1)) do
    local ended, length = pause:match('^(%S+) (%S+)$')
    redis.call('LSET', PAUSES, i - 1, string.format('%.3f', ended - back) .. ' ' .. length)
  end
  redis.call('HSET', CLOCK, 'stepped', stamp, 'back', back, 'settles', 0)
end

local function tick(stages)
  local fields = redis.call('HMGET', CLOCK, 'at', 'settles')
  local at, settles = tonumber(fields[1] or now), tonumber(fields[2] or 0)
  redis.call('HSET', CLOCK, 'at', stamp)
  if now - at > most then
    local lost = string.format('%.3f', now - at - most)
    redis.call('LPUSH', PAUSES, stamp .. ' ' .. lost)
    redis.call('LTRIM', PAUSES, 0, 99)
    postpone(lost)
    -- One round of two judges, though each came late.
    if at >= settles then
      settles = now + lifetime
      redis.call('HSET', CLOCK, 'settles', settles)
    end
  elseif now < at then
    postpone(string.format('%.3f', now - at))
  end
  -- What is due tells of a step too that no round came before. Messages pushed together are microseconds apart.
  local due = tonumber(redis.call('ZRANGE', DUE, -1, -1, 'WITHSCORES')[2] or '0')
  if now < at or due > now + 1000 then
    set_back(math.max(at, due), stages)
    settles = 0
  end
  return now < settles and 'settles' or ''
end

local stages = mended()
local settles = tick(stages)
dispatch(now)
return { settles, unpack(redis.call('SMEMBERS', STAGES)) }
