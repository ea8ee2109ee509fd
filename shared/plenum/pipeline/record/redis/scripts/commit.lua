-- A stage's effect on a batch, once: store the output, raise the counters, push what became due.
-- KEYS: 1 job  2 job:out  3 job:run  4 job:msg  5 job:finish  6 due  7 counters  8 dead  9 dead:times
-- ARGV: 1 member  2 batch/stage  3 output  4 finish member ('' unless this stage ends a batch)  5 coordinator queue
--       6 number of counters, then field, increment …
--       then number of dead letters, then id, letter …, then most letters
--       then for each successor: member, batch/stage, queue, message, number of needs, needs…
-- Answers {'committed', now_ms, pushed batch/stage…} | {'duplicate'} | {'late'} | {'cancelled'}
local t = redis.call('TIME')
local now = string.format('%.3f', t[1] * 1000 + t[2] / 1000)
local status = redis.call('HGET', KEYS[1], 'status')
if status ~= 'running' then
  redis.call('ZREM', KEYS[6], ARGV[1])
  return {status == 'cancelled' and 'cancelled' or 'late'}
end
local slot = ARGV[2]
redis.call('ZREM', KEYS[6], ARGV[1])
if redis.call('HSETNX', KEYS[2], slot, ARGV[3]) == 0 then return {'duplicate'} end
redis.call('HDEL', KEYS[3], slot .. ':owner', slot .. ':started', slot .. ':room')
redis.call('HDEL', KEYS[4], ARGV[1])

local function push(member, queue, message)
  local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
  redis.call('LPUSH', queue, (message:gsub('@TAG@', tag):gsub('@PUSHED@', now)))
  redis.call('ZADD', KEYS[6], now, member)
end

local at = 6
local n = tonumber(ARGV[at])
for i = at + 1, at + 2 * n, 2 do redis.call('HINCRBY', KEYS[7], ARGV[i], ARGV[i + 1]) end
at = at + 2 * n + 1
n = tonumber(ARGV[at])
for i = at + 1, at + 2 * n, 2 do
  redis.call('HSET', KEYS[8], ARGV[i], ARGV[i + 1])
  redis.call('ZADD', KEYS[9], now, ARGV[i])
end
at = at + 2 * n + 1
local over = n > 0 and redis.call('ZCARD', KEYS[9]) - tonumber(ARGV[at]) or 0
if over > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[9], over)
  for i = 1, #oldest, 2 do redis.call('HDEL', KEYS[8], oldest[i]) end
end
at = at + 1

local answer = {'committed', now}
while at <= #ARGV do
  local needs = tonumber(ARGV[at + 4])
  local ready = true
  for i = at + 5, at + 4 + needs do
    if redis.call('HEXISTS', KEYS[2], ARGV[i]) == 0 then ready = false end
  end
  if ready then
    redis.call('HSET', KEYS[4], ARGV[at], ARGV[at + 3])
    push(ARGV[at], ARGV[at + 2], ARGV[at + 3])
    answer[#answer + 1] = ARGV[at + 1]
  end
  at = at + 5 + needs
end
if ARGV[4] ~= '' and redis.call('HINCRBY', KEYS[1], 'batches_left', -1) == 0 then
  redis.call('HSET', KEYS[1], 'status', 'finishing', 'ended_ms', now)
  for _, message in ipairs(redis.call('LRANGE', KEYS[5], 0, -1)) do push(ARGV[4], ARGV[5], message) end
  answer[#answer + 1] = 'finish'
end
return answer
