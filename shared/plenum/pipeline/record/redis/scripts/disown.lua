-- A worker does not know any more what it holds, since an answer was lost: the sweep sends all of it again.
-- ARGV: 1 owner
-- What somebody holds has left its queue, so it is older than what waits there.
for _, stage in ipairs(redis.call('SMEMBERS', STAGES)) do
  local from = waits_from(stage) or math.huge
  local upto = from < math.huge and string.format('%.3f', from) or '+inf'
  for _, member in ipairs(redis.call('ZRANGEBYSCORE', DUE .. ':' .. stage, '-inf', upto)) do
    local job, batch = member:match('^(.-)|(.-)|')
    local run, slot = 'plenum:job:' .. job .. ':run', batch .. '/' .. stage
    local attempt, holder = (redis.call('HGET', run, slot) or ''):match('^(%d+) %S+ (%S+)')
    if holder == ARGV[1] then
      redis.call('HSET', run, slot, attempt .. ' 0 gone')
      -- Nobody died there.
      redis.call('HDEL', run, slot .. ':room')
    end
  end
end
