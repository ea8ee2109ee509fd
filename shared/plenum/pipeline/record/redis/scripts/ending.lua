-- All that a job's result is built from, and a note of who ends it, so that the sweep does not send it again.
-- KEYS: 1 job  2 job:in  3 job:out  4 job:run
-- ARGV: 1 the ending's batch/stage  2 owner, or '' for nobody  3 most rooms  4 newest form that who asks reads
-- Answers {'go', job, in, out}, each as HGETALL does | {'gone'} | {'early'} (it is under way)
--   | {'large'} (left alone: it has more rooms) | {'newer'} (left alone: who asks would misread it)
local job = redis.call('HGETALL', KEYS[1])
if #job == 0 then return {'gone'} end
local fields = {}
for i = 1, #job, 2 do fields[job[i]] = job[i + 1] end
-- A message for an end before the job was reopened, delivered again.
if fields.status == 'running' then return {'early'} end
if tonumber(fields.form or '0') > tonumber(ARGV[4]) then return {'newer'} end
if tonumber(fields.rooms or '0') > tonumber(ARGV[3]) then return {'large'} end
if ARGV[2] ~= '' then
  local t = redis.call('TIME')
  redis.call('HSET', KEYS[4], ARGV[1] .. ':owner', ARGV[2],
    ARGV[1] .. ':started', string.format('%.3f', t[1] * 1000 + t[2] / 1000))
end
return {'go', job, redis.call('HGETALL', KEYS[2]), redis.call('HGETALL', KEYS[3])}
