-- An owner gives batches back that it will not work on.
-- ARGV: 1 owner  2 how: later | again | never  3… job, batch, stage …, the first to be taken first
-- later: the sweep sends them again.  again: they are the next to be taken.  never: they were not due.
for i = #ARGV - 2, 3, -3 do
  local job, batch, stage = ARGV[i], ARGV[i + 1], ARGV[i + 2]
  local base, slot = 'plenum:job:' .. job, batch .. '/' .. stage
  local member = job .. '|' .. batch .. '|' .. stage
  local note = redis.call('HGET', base .. ':run', slot)
  local attempt, holder = (note or ''):match('^(%d+) %S+ (%S+)')
  if holder == ARGV[1] then
    local sent = redis.call('ZSCORE', DUE, member)
    local root = redis.call('HGET', base, 'root')
    redis.call('HDEL', base .. ':run', slot .. ':room')
    if ARGV[2] == 'later' then
      redis.call('HSET', base .. ':run', slot, attempt .. ' 0 gone')
    else
      -- What was not come to is no attempt.
      if ARGV[2] == 'again' then attempt = attempt - 1 end
      redis.call('HSET', base .. ':run', slot, attempt .. ' 0 -')
    end
    if ARGV[2] == 'never' then
      due_no_more({ member })
    elseif ARGV[2] == 'again' and sent and root then
      -- At the end that is read, with the time that the sweep knows: it waits as if it had never been taken.
      redis.call('RPUSH', stage, stage_message(job, batch, stage, root, string.format('%.3f', sent)))
    end
  end
end
