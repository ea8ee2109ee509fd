-- Stands before the scripts that send batches on their way: which batch is next, where not all can be at once.
-- A job's batches that are not on their way are a list beside it; jobs that have some stand in lanes, one of which
-- is next by the pattern below. So no lane starves, a large job gives way to small ones, and the jobs of a lane
-- take turns. How much is on its way is what is due: nothing is counted that could be counted wrongly.
local LANES = { 'high', 'small', 'large', 'low' }
local PATTERN = { 'high', 'small', 'high', 'large', 'high', 'small', 'high', 'low' }
-- Small jobs are over soon: of them more may be on their way, and of urgent ones more than of these.
local ROOM = { high = 3, small = 2, large = 1, low = 1 }
local AT_ONCE = 32

local function lane_key(lane) return 'plenum:ready:' .. lane end

local function lane_of(priority, batches)
  if priority > 0 then return 'high' end
  if priority < 0 then return 'low' end
  return batches <= 2 and 'small' or 'large'
end

local function jobs_wait()
  return redis.call('EXISTS', lane_key('high'), lane_key('small'), lane_key('large'), lane_key('low')) > 0
end

-- Send one batch to the stages that begin; a microsecond apart each, so that the sweep can tell which were taken.
local function send_batch(job, batch, stages, root, now)
  for _, stage in ipairs(stages) do
    now = now + 0.001
    local stamp = string.format('%.3f', now)
    becomes_due({ stamp, job .. '|' .. batch .. '|' .. stage })
    redis.call('LPUSH', stage, stage_message(job, batch, stage, root, stamp))
  end
  return now
end

local function words(text)
  local found = {}
  for word in (text or ''):gmatch('%S+') do found[#found + 1] = word end
  return found
end

local function next_lane(under_way, limit)
  local turn = redis.call('HINCRBY', 'plenum:ready', 'turn', 1)
  local first = PATTERN[turn % #PATTERN + 1]
  -- Whose turn it is has as much room as the most urgent that wait, or they would leave it none.
  local most = 0
  local waits = {}
  for _, lane in ipairs(LANES) do
    waits[lane] = redis.call('EXISTS', lane_key(lane)) == 1
    if waits[lane] and most == 0 then most = ROOM[lane] end
  end
  if waits[first] and under_way < limit * most then return lane_key(first) end
  for _, lane in ipairs(LANES) do
    if waits[lane] and under_way < limit * ROOM[lane] then return lane_key(lane) end
  end
end

-- Send on as many batches as there is room for; the time of the last one.
local function dispatch(now)
  if not jobs_wait() then return now end
  local limit = tonumber(redis.call('HGET', 'plenum:ready', 'limit') or 64)
  local under_way = redis.call('ZCARD', DUE)
  for _ = 1, AT_ONCE do
    local lane = next_lane(under_way, limit)
    if not lane then break end
    local job = redis.call('LPOP', lane)
    local key = 'plenum:job:' .. job
    local fields = redis.call('HMGET', key, 'status', 'root', 'first')
    local batch = fields[1] == 'running' and redis.call('LPOP', key .. ':later')
    if batch then
      local stages = words(fields[3])
      now = send_batch(job, batch, stages, fields[2], now)
      under_way = under_way + #stages
      if redis.call('EXISTS', key .. ':later') == 1 then redis.call('RPUSH', lane, job) end
    end
  end
  return now
end
