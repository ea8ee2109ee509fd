-- Stages tell each other which tiles of a batch's rooms must stay free.
-- ARGV: 1 number of stages that are asked, then each of them
--       then for each batch: job, batch, stage that tells, its part or ''
-- Answers for each batch the part of each stage that is asked; {} where there is no job.
local n = tonumber(ARGV[1])
local answer = {}
for i = n + 2, #ARGV, 4 do
  local base, batch = 'plenum:job:' .. ARGV[i], ARGV[i + 1]
  local told = {}
  if redis.call('EXISTS', base) == 1 then
    if ARGV[i + 3] ~= '' then
      redis.call('HSET', base .. ':run', batch .. ':reserve:' .. ARGV[i + 2], ARGV[i + 3])
    end
    local fields = {}
    for j = 1, n do fields[j] = batch .. ':reserve:' .. ARGV[j + 1] end
    told = redis.call('HMGET', base .. ':run', unpack(fields))
  end
  answer[#answer + 1] = told
end
return answer
