-- A second task asks for a job that exists: it gets the same result under its own id.
-- KEYS: 1 job  2 job:finish  3 coordinator queue
-- ARGV: 1 finish message  2 the task's id  3 finish member
-- Answers {status} | {'gone'}
local status = redis.call('HGET', KEYS[1], 'status')
if not status then return {'gone'} end
local own, waits = '"id": "' .. ARGV[2] .. '"', false
for _, message in ipairs(redis.call('LRANGE', KEYS[2], 0, -1)) do
  waits = waits or message:find(own, 1, true)
end
if not waits then
  redis.call('RPUSH', KEYS[2], ARGV[1])
  local lives = redis.call('TTL', KEYS[1])
  if lives > 0 then redis.call('EXPIRE', KEYS[2], lives) end
end
if status ~= 'running' then
  local t = redis.call('TIME')
  local now = string.format('%.3f', t[1] * 1000 + t[2] / 1000)
  local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
  redis.call('LPUSH', KEYS[3], (ARGV[1]:gsub('@TAG@', tag):gsub('@PUSHED@', now)))
  becomes_due({ now, ARGV[3] })
end
return {status}
