-- Accept a job: store its record and push its first messages, as far as there is room, in one step.
-- KEYS: 1 job  2 job:in  3 job:finish  4 deadlines  5 running  6 key (idempotency) or ''
--       7 the note that the job is cancelled  8 coordinator queue
-- ARGV: 1 job id  2 fingerprint  3 most jobs  4 finish message  5 deadline_s  6 finish member
--       7 bytes of the job's rooms  8 most bytes of all unfinished jobs' rooms  9 how much may be on its way
--       10 priority  11 the form in which all of this is written  12 the oldest, 13 the newest that who asks writes
--       14 number of fields, then field, value …       (the job's record)
--       then number of batches, then batch, rooms …
--       then number of messages, then batch, stage …, a batch's one after the other
-- Answers {'accepted', now_ms, form that all who live read} | {'form', that} (an older one is to be written) | {'known', job id} | {'refused', job id} | {'exists'} | {'full', unfinished jobs}
--   | {'cancelled'}: before it came; it is stored as a job that ends at once, without a key
local function submitted(outcome) redis.pcall('HINCRBY', 'plenum:counters', 'submitted:' .. outcome, 1) end
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local there = redis.call('HMGET', KEYS[1], 'status', 'fingerprint')
if there[1] then
  -- A job of the version before has no fingerprint.
  if there[2] and there[2] ~= ARGV[2] then return {'refused', ARGV[1]} end
  return {'exists'}
end
local form = tonumber(ARGV[13])
for older = tonumber(ARGV[12]), form - 1 do
  if redis.call('EXISTS', 'plenum:form:' .. older) == 1 then
    form = older
    break
  end
end
if form < tonumber(ARGV[11]) then return {'form', form} end
local cancelled = redis.call('GET', KEYS[7])
if not cancelled then
  if KEYS[6] ~= '' then
    local held = redis.call('HMGET', KEYS[6], 'job', 'fingerprint')
    -- A key outlives no record: where that was removed, nobody could answer for the job any more. Nor does it
    -- stand for a job that was cancelled.
    local status = held[1] and redis.call('HGET', 'plenum:job:' .. held[1], 'status')
    if status and status ~= 'cancelled' then
      if held[2] == ARGV[2] then
        submitted('known')
        return {'known', held[1]}
      end
      return {'refused', held[1]}
    end
  end
  local running = redis.call('SCARD', KEYS[5])
  local bytes = running > 0 and tonumber(redis.call('GET', 'plenum:bytes') or 0) or 0
  local full = running > 0 and bytes + tonumber(ARGV[7]) > tonumber(ARGV[8])
  -- A tenth is for the urgent alone.
  local most = ARGV[3] * (tonumber(ARGV[10]) > 0 and 1.1 or 1)
  if full or running >= most then return {'full', running} end
  redis.call('SET', 'plenum:bytes', bytes + ARGV[7])
end

local at = 14
local function pairs_of()
  local n = tonumber(ARGV[at])
  local first = at + 1
  at = first + 2 * n
  return first, at - 1
end
local first, last = pairs_of()
redis.call('HSET', KEYS[1], 'status', 'running', 'accepted_ms', string.format('%.3f', now), 'fingerprint', ARGV[2],
  'bytes', cancelled and 0 or ARGV[7], unpack(ARGV, first, last))
-- Only now: to a script that has written something a full Redis refuses nothing any more.
if cancelled then redis.call('DEL', KEYS[7]) end
first, last = pairs_of()
for i = first, last, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
redis.call('RPUSH', KEYS[3], ARGV[4])
redis.call('ZADD', KEYS[4], string.format('%.3f', now + ARGV[5] * 1000), ARGV[1])
redis.call('SADD', KEYS[5], ARGV[1])
redis.call('ZADD', 'plenum:jobs', '+inf', ARGV[1])
if cancelled then
  local stamp = string.format('%.3f', now)
  redis.call('HSET', KEYS[1], 'status', 'cancelled', 'ended_ms', stamp, 'ended_by', cancelled == 'revoked' and cancelled or 'cancelled')
  local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
  redis.call('LPUSH', KEYS[8], (ARGV[4]:gsub('@TAG@', tag):gsub('@PUSHED@', stamp)))
  becomes_due({ stamp, ARGV[6] })
  submitted('cancelled')
  return {'cancelled'}
end
local n = tonumber(ARGV[at])
local job = redis.call('HMGET', KEYS[1], 'root', 'track_started', 'rooms')
local root = job[1]
local order, stages = {}, {}
for i = at + 1, at + 2 * n, 2 do
  if order[#order] ~= ARGV[i] then order[#order + 1] = ARGV[i] end
  if #order == 1 then stages[#stages + 1] = ARGV[i + 1] end
end
local lane = lane_of(tonumber(ARGV[10]), #order)
local under_way, limit = redis.call('ZCARD', DUE), ARGV[9] * ROOM[lane]
local first, sent = not jobs_wait(), 0
while sent < #order and first and under_way < limit do
  sent = sent + 1
  now = send_batch(ARGV[1], order[sent], stages, root, now)
  under_way = under_way + #stages
end
if sent < #order then
  for i = sent + 1, #order do redis.call('RPUSH', KEYS[1] .. ':later', order[i]) end
  redis.call('HSET', KEYS[1], 'first', table.concat(stages, ' '))
  redis.call('HSET', 'plenum:ready', 'limit', ARGV[9])
  redis.call('RPUSH', lane_key(lane), ARGV[1])
  now = dispatch(now)
end
if KEYS[6] ~= '' then
  redis.call('PERSIST', KEYS[6])
  redis.call('HSET', KEYS[6], 'job', ARGV[1], 'fingerprint', ARGV[2])
  redis.call('HSET', KEYS[1], 'key', KEYS[6])
end
-- For as long as the job may take, and as long again for pauses, which put its deadline off.
if job[2] then tell_started(ARGV[1], job[3], 0, 'EX', math.ceil(ARGV[5] * 2)) end
submitted('accepted')
return {'accepted', string.format('%.3f', now), form}
