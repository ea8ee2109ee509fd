-- Do a room again that was given up, within its job: it becomes a batch of its own there, which takes the place of what
-- was committed for it. A job that has ended is under way again; who waits for it is told anew.
-- KEYS: 1 job  2 job:in  3 job:finish  4 deadlines  5 running  6 dead  7 dead:times  8 the task's result
--       9 job:run  10 dead:bytes  11… the job's other keys that expire
-- ARGV: 1 job id  2 rooms  3 finish message  4 deadline_s
--       5 number of letters, then their ids: the one asked for, then others of the same room, which go with it
--       then number of stages, then those that begin
-- Answers {'replayed', batch} | {'no_letter'} | {'gone'} | {'cancelled' | 'finishing'}
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local letters, stages = {}, {}
local n = tonumber(ARGV[5])
for i = 6, 5 + n do letters[#letters + 1] = ARGV[i] end
for i = 7 + n, 6 + n + tonumber(ARGV[6 + n]) do stages[#stages + 1] = ARGV[i] end
if redis.call('HEXISTS', KEYS[6], letters[1]) == 0 then return { 'no_letter' } end
local job = redis.call('HMGET', KEYS[1], 'status', 'root', 'key', 'bytes')
local status, root, key = job[1], job[2], job[3]
if not status then return { 'gone' } end
if status ~= 'running' and status ~= 'done' then return { status } end
-- Somebody who waits is still to be told of its end.
if status == 'done' and redis.call('LLEN', KEYS[3]) > 0 then return { 'finishing' } end
local batch = string.format('r%04d', redis.call('HINCRBY', KEYS[1], 'replays', 1))
redis.call('HSET', KEYS[2], batch, ARGV[2])
redis.call('HINCRBY', KEYS[1], 'batches', 1)
if status == 'running' then
  redis.call('HINCRBY', KEYS[1], 'batches_left', 1)
else
  redis.call('HSET', KEYS[1], 'status', 'running', 'batches_left', 1)
  redis.call('HINCRBY', KEYS[1], 'reopened', 1)
  redis.call('HDEL', KEYS[1], 'ended_ms', 'ended_by')
  -- Nobody ends it yet.
  redis.call('HDEL', KEYS[9], '-/finish:owner', '-/finish:started')
  redis.call('DEL', KEYS[8])
  redis.call('RPUSH', KEYS[3], ARGV[3])
  redis.call('ZADD', KEYS[4], string.format('%.3f', now + ARGV[4] * 1000), ARGV[1])
  redis.call('SADD', KEYS[5], ARGV[1])
  if job[4] then redis.call('INCRBY', 'plenum:bytes', job[4]) end
  redis.call('ZADD', 'plenum:jobs', '+inf', ARGV[1])
  redis.call('PERSIST', KEYS[1])
  redis.call('PERSIST', KEYS[2])
  redis.call('PERSIST', KEYS[9])
  for i = 11, #KEYS do redis.call('PERSIST', KEYS[i]) end
  if key and redis.call('HGET', key, 'job') == ARGV[1] then redis.call('PERSIST', key) end
end
for _, stage in ipairs(stages) do
  now = now + 0.001
  local stamp = string.format('%.3f', now)
  becomes_due({ stamp, ARGV[1] .. '|' .. batch .. '|' .. stage })
  redis.call('LPUSH', stage, stage_message(ARGV[1], batch, stage, root, stamp))
end
letters_in(KEYS[6], KEYS[7], KEYS[10]).drop(letters)
return { 'replayed', batch }
