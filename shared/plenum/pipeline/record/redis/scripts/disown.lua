-- A worker does not know any more what it holds, since an answer was lost: the sweep sends all of it again.
-- KEYS: 1 due
-- ARGV: 1 owner
for _, member in ipairs(redis.call('ZRANGE', KEYS[1], 0, -1)) do
  local job, batch, stage = member:match('^(.-)|(.-)|(.*)$')
  local run, slot = 'plenum:job:' .. job .. ':run', batch .. '/' .. stage
  local attempt, holder = (redis.call('HGET', run, slot) or ''):match('^(%d+) %S+ (%S+)')
  if holder == ARGV[1] then
    redis.call('HSET', run, slot, attempt .. ' 0 -')
    -- Nobody died there.
    redis.call('HDEL', run, slot .. ':room')
  end
end
