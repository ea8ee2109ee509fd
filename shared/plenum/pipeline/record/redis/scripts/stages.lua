-- The stages of which something is, or was, due. What a worker of the version before noted in the set of all alone is
-- put into its stage's, and what it took out of that one is taken out.
local stages, indexed = redis.call('SMEMBERS', STAGES), 0
for _, stage in ipairs(stages) do indexed = indexed + redis.call('ZCARD', DUE .. ':' .. stage) end
if indexed == redis.call('ZCARD', DUE) then return stages end
for _, stage in ipairs(stages) do
  for _, member in ipairs(redis.call('ZRANGE', DUE .. ':' .. stage, 0, -1)) do
    if not redis.call('ZSCORE', DUE, member) then redis.call('ZREM', DUE .. ':' .. stage, member) end
  end
end
local all = redis.call('ZRANGE', DUE, 0, -1, 'WITHSCORES')
for i = 1, #all, 2 do becomes_due({ all[i + 1], all[i] }) end
return redis.call('SMEMBERS', STAGES)
