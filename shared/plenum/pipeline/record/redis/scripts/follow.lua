-- A second task asks for a job that exists: it gets the same result under its own id.
-- KEYS: 1 job  2 job:finish  3 coordinator queue
-- ARGV: 1 finish message
-- Answers {status} | {'gone'}
local status = redis.call('HGET', KEYS[1], 'status')
if not status then return {'gone'} end
if status == 'running' then
  redis.call('RPUSH', KEYS[2], ARGV[1])
else
  local t = redis.call('TIME')
  local now = string.format('%.3f', t[1] * 1000 + t[2] / 1000)
  local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
  redis.call('LPUSH', KEYS[3], (ARGV[1]:gsub('@TAG@', tag):gsub('@PUSHED@', now)))
end
return {status}
