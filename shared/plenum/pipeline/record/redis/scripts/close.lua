-- End a job before its batches do, or end it for good.
-- KEYS: 1 job  2 job:finish  3 deadlines  4 running  5 where a task's result is kept, or ''
--       6 the note that a job which is not there is cancelled  7 job:run  8… the job's other keys that expire
-- ARGV: 1 what: cancelled | revoked | overdue | done  2 job id  3 finish member  4 coordinator queue  5 keep_s
--       6 owner whose job span is not yet exported, or ''  7 the task's result
--       8 the task that waits no more, or '' for all  9 the ending's batch/stage
--       10 how often the job had been reopened when its end was read, or '' for whatever it is
--       11 … counter, by how much …, raised once a job  (6 and more: done only)
-- cancelled, revoked, overdue: the status changes and the finish messages are pushed.  done: the record is kept for keep_s,
-- and the task that waits is answered as Celery's backend does it: stored, and told to who subscribed.
-- cancelled or revoked without a job: noted, for the job may still wait to be taken in.
-- Answers {status now, ended_ms} | {'gone'} | {'reopened'} (since its end was read: nothing was done)
local t = redis.call('TIME')
local now = string.format('%.3f', t[1] * 1000 + t[2] / 1000)
local job = redis.call('HMGET', KEYS[1], 'status', 'ended_ms', 'key', 'bytes', 'reopened')
local status, ended, key = job[1], job[2], job[3]
if not status then
  redis.call('ZREM', KEYS[3], ARGV[2])
  redis.call('SREM', KEYS[4], ARGV[2])
  if ARGV[1] == 'cancelled' or ARGV[1] == 'revoked' then redis.call('SET', KEYS[6], ARGV[1], 'EX', math.max(1, tonumber(ARGV[5]))) end
  return {'gone'}
end
if ARGV[1] == 'done' then
  if ARGV[10] ~= '' and (status == 'running' or ARGV[10] ~= (job[5] or '0')) then return {'reopened'} end
  -- Every waiting task has a finish message of its own, which is kept until that task was answered.
  local left, waited = 0, false
  if ARGV[8] ~= '' then
    local own = '"id": "' .. ARGV[8] .. '"'
    for _, message in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
      if message:find(own, 1, true) then
        redis.call('LREM', KEYS[2], 1, message)
        waited = true
      else
        left = left + 1
      end
    end
  else
    redis.call('DEL', KEYS[2])
  end
  if left == 0 then due_no_more({ ARGV[3] })
  -- Who ended it for this task has not ended it for the others.
  else redis.call('HDEL', KEYS[7], ARGV[9] .. ':owner', ARGV[9] .. ':started') end
  redis.call('ZREM', KEYS[3], ARGV[2])
  if redis.call('SREM', KEYS[4], ARGV[2]) == 1 then
    if job[4] then redis.call('DECRBY', 'plenum:bytes', job[4]) end
    for i = 11, #ARGV, 2 do redis.call('HINCRBY', 'plenum:counters', ARGV[i], ARGV[i + 1]) end
  end
  if ARGV[6] ~= '' then redis.call('HSET', 'plenum:untold', ARGV[2], ARGV[6]) end
  if status == 'running' or status == 'finishing' then
    status = 'done'
    redis.call('HSET', KEYS[1], 'status', status)
  end
  -- A result that is there stays, of a task that waits no more: the backend overwrites no success either.
  if KEYS[5] ~= '' and (waited or not redis.call('GETRANGE', KEYS[5], 0, 31):find('^{"status": ?"SUCCESS"')) then
    if tonumber(ARGV[5]) > 0 then redis.call('SETEX', KEYS[5], ARGV[5], ARGV[7])
    else redis.call('SET', KEYS[5], ARGV[7]) end
    redis.call('PUBLISH', KEYS[5], ARGV[7])
  end
  -- The index loses what lapsed meanwhile.
  redis.call('ZREMRANGEBYSCORE', 'plenum:jobs', '-inf', now)
  redis.call('ZADD', 'plenum:jobs', now + ARGV[5] * 1000, ARGV[2])
  redis.call('EXPIRE', KEYS[1], ARGV[5])
  redis.call('EXPIRE', KEYS[2], ARGV[5])
  for i = 7, #KEYS do redis.call('EXPIRE', KEYS[i], ARGV[5]) end
  -- A cancelled job's key may be another job's by now.
  if key and redis.call('HGET', key, 'job') == ARGV[2] then redis.call('EXPIRE', key, ARGV[5]) end
elseif status == 'running' then
  status, ended = ARGV[1] == 'overdue' and 'finishing' or 'cancelled', now
  redis.call('HSET', KEYS[1], 'status', status, 'ended_ms', now, 'ended_by', ARGV[1])
  for _, message in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
    local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
    redis.call('LPUSH', ARGV[4], (message:gsub('@TAG@', tag):gsub('@PUSHED@', now)))
    becomes_due({ now, ARGV[3] })
  end
end
return {status, ended or ''}
