-- Keep a batch's reserve, and hand it to each stage that waits for it.
-- KEYS: 1 job  2 job:run  3 job:reserve:batch
-- Answers {'kept'} | {'gone'}
-- ARGV: 1 batch  2 reserve  3 ms that a stage waits at most
if redis.call('EXISTS', KEYS[1]) == 0 then return {'gone'} end
redis.call('HSET', KEYS[2], ARGV[1] .. ':reserve', ARGV[2])
local waiting = tonumber(redis.call('HGET', KEYS[2], ARGV[1] .. ':waiting') or '0')
if waiting > 0 then
  for _ = 1, waiting do redis.call('RPUSH', KEYS[3], ARGV[2]) end
  redis.call('PEXPIRE', KEYS[3], ARGV[3])
end
redis.call('HDEL', KEYS[2], ARGV[1] .. ':finder', ARGV[1] .. ':waiting')
return {'kept'}
