-- Accept a job: store its record and push its first messages, in one step.
-- KEYS: 1 job  2 job:in  3 job:msg  4 job:finish  5 due  6 deadlines  7 running  8 key (idempotency) or ''
-- ARGV: 1 job id  2 fingerprint  3 most jobs  4 finish message  5 deadline_s
--       6 number of fields, then field, value …       (the job's record)
--       then number of batches, then batch, rooms …
--       then number of messages, then member, queue, message …
-- Answers {'accepted', now_ms} | {'known', job id} | {'refused', job id} | {'exists'} | {'full', unfinished jobs}
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
if redis.call('EXISTS', KEYS[1]) == 1 then return {'exists'} end
if KEYS[8] ~= '' then
  local held = redis.call('HMGET', KEYS[8], 'job', 'fingerprint')
  -- A key outlives no record: where that was removed, nobody could answer for the job any more.
  if held[1] and redis.call('EXISTS', 'plenum:job:' .. held[1]) == 1 then
    if held[2] == ARGV[2] then return {'known', held[1]} end
    return {'refused', held[1]}
  end
end
local running = redis.call('SCARD', KEYS[7])
if running >= tonumber(ARGV[3]) then return {'full', running} end

local at = 6
local function pairs_of()
  local n = tonumber(ARGV[at])
  local first = at + 1
  at = first + 2 * n
  return first, at - 1
end
local first, last = pairs_of()
redis.call('HSET', KEYS[1], 'status', 'running', 'accepted_ms', string.format('%.3f', now), unpack(ARGV, first, last))
first, last = pairs_of()
for i = first, last, 2 do redis.call('HSET', KEYS[2], ARGV[i], ARGV[i + 1]) end
local n = tonumber(ARGV[at])
local stamp = string.format('%.3f', now)
for i = at + 1, at + 3 * n, 3 do
  local member, queue, message = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  -- A microsecond apart each, so that the sweep can tell which of them were taken from their queue.
  now = now + 0.001
  stamp = string.format('%.3f', now)
  redis.call('HSET', KEYS[3], member, message)
  redis.call('ZADD', KEYS[5], stamp, member)
  local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
  redis.call('LPUSH', queue, (message:gsub('@TAG@', tag):gsub('@PUSHED@', stamp)))
end
redis.call('RPUSH', KEYS[4], ARGV[4])
redis.call('ZADD', KEYS[6], string.format('%.3f', now + ARGV[5] * 1000), ARGV[1])
redis.call('SADD', KEYS[7], ARGV[1])
if KEYS[8] ~= '' then
  redis.call('PERSIST', KEYS[8])
  redis.call('HSET', KEYS[8], 'job', ARGV[1], 'fingerprint', ARGV[2])
  redis.call('HSET', KEYS[1], 'key', KEYS[8])
end
return {'accepted', stamp}
