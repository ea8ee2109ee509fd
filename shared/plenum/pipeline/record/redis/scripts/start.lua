-- A stage begins a batch: check the job, note owner and attempt, hand out the input.
-- KEYS: 1 job  2 job:in  3 job:out  4 job:run  5 due
-- ARGV: 1 member  2 batch  3 batch/stage  4 owner  5 heartbeat prefix  6… batch/stage of each needed output
-- Answers {'go', now, pushed_ms, attempt, settings, graph, rooms, reserve, deaths, needed outputs…}
--         (reserve: empty when nobody has found it yet, '?' when another living stage is at it)
--       | {'gone'} | {'cancelled'} | {'late'} | {'duplicate'} | {'owned'} | {'unknown'} (no such batch)
local t = redis.call('TIME')
local now = string.format('%.3f', t[1] * 1000 + t[2] / 1000)
local job = redis.call('HMGET', KEYS[1], 'status', 'settings', 'graph')
if job[1] ~= 'running' then
  redis.call('ZREM', KEYS[5], ARGV[1])
  if not job[1] then return {'gone'} end
  return {job[1] == 'cancelled' and 'cancelled' or 'late'}
end
local slot = ARGV[3]
local rooms = redis.call('HGET', KEYS[2], ARGV[2])
if not rooms then return {'unknown'} end
if redis.call('HEXISTS', KEYS[3], slot) == 1 then
  redis.call('ZREM', KEYS[5], ARGV[1])
  return {'duplicate'}
end
local run = redis.call('HMGET', KEYS[4], slot .. ':owner', slot .. ':attempt', slot .. ':room', slot .. ':deaths',
  ARGV[2] .. ':reserve')
if run[1] and run[1] ~= ARGV[4] and redis.call('EXISTS', ARGV[5] .. run[1]) == 1 then return {'owned'} end
-- The attempt before this one ended without a commit while it was at one room alone: that room is a suspect.
local deaths = run[4] or '{}'
if run[3] then
  local counted = cjson.decode(deaths)
  counted[run[3]] = (counted[run[3]] or 0) + 1
  deaths = cjson.encode(counted)
  redis.call('HSET', KEYS[4], slot .. ':deaths', deaths)
  redis.call('HDEL', KEYS[4], slot .. ':room')
end
local reserve = run[5] or ''
if reserve == '' then
  local finder = redis.call('HGET', KEYS[4], ARGV[2] .. ':finder')
  if finder and finder ~= ARGV[4] and redis.call('EXISTS', ARGV[5] .. finder) == 1 then
    reserve = '?'
    redis.call('HINCRBY', KEYS[4], ARGV[2] .. ':waiting', 1)
  else
    redis.call('HSET', KEYS[4], ARGV[2] .. ':finder', ARGV[4])
  end
end
local attempt = redis.call('HINCRBY', KEYS[4], slot .. ':attempt', 1)
redis.call('HSET', KEYS[4], slot .. ':owner', ARGV[4], slot .. ':started', now)
local pushed = redis.call('ZSCORE', KEYS[5], ARGV[1]) or now
local answer = {'go', now, pushed, attempt, job[2], job[3], rooms, reserve, deaths}
for i = 6, #ARGV do answer[#answer + 1] = redis.call('HGET', KEYS[3], ARGV[i]) end
return answer
