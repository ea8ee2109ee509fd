-- Note who ends a job, so that the sweep does not send its ending again meanwhile.
-- KEYS: 1 job  2 job:run
-- ARGV: 1 the ending's batch/stage  2 owner
if redis.call('EXISTS', KEYS[1]) == 0 then return end
local t = redis.call('TIME')
redis.call('HSET', KEYS[2], ARGV[1] .. ':owner', ARGV[2],
  ARGV[1] .. ':started', string.format('%.3f', t[1] * 1000 + t[2] / 1000))
