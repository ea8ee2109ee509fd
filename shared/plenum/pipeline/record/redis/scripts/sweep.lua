-- Send again what a lost owner held and what is neither owned nor still waiting; name what hangs.
-- KEYS: 1 due
-- ARGV: 1 heartbeat prefix  2 seen prefix  3 join deadline ms  4 batch limit ms  5 settle ms  6 most entries  7 offset
--       8 ms for which an ending that nobody began is left alone
-- Members of due are job|batch|stage. Answers {resent…, '--', stuck members…}, each as a member.
-- Bounded by ARGV[6]; the caller goes on from the offset until fewer come back.
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local stamp = string.format('%.3f', now)
-- Attempt, since when, by whom, whether it waits in a turn; no holder where nobody has it.
local function held(run, slot, finish)
  if finish then
    local fields = redis.call('HMGET', run, slot .. ':owner', slot .. ':started')
    return 0, fields[2], fields[1], false
  end
  local attempt, started, holder, waits = (redis.call('HGET', run, slot) or ''):match('^(%d+) (%S+) (%S+) ?(%S*)$')
  return attempt, started, holder ~= '-' and holder, waits == 'waits'
end
local resent, stuck = {}, {}
local looked = 0
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[5], 'WITHSCORES', 'LIMIT', ARGV[7], ARGV[6])
for i = 1, #due, 2 do
  looked = looked + 1
  local member, sent = due[i], tonumber(due[i + 1])
  local job, batch, stage = member:match('^(.-)|(.-)|(.*)$')
  local base = 'plenum:job:' .. job
  local job_fields = redis.call('HMGET', base, 'status', 'root')
  local status, root = job_fields[1], job_fields[2]
  local finish = stage == 'finish'
  local ending = finish and (status == 'finishing' or status == 'cancelled' or status == 'done')
  local slot = batch .. '/' .. stage
  if (status ~= 'running' and not ending) or redis.call('HEXISTS', base .. ':out', slot) == 1 then
    redis.call('ZREM', KEYS[1], member)
  else
    local attempt, started, holder, waits = held(base .. ':run', slot, finish)
    local alive = holder and redis.call('EXISTS', ARGV[1] .. holder) == 1
    local queue = finish and 'coordinator' or stage
    if alive then
      local since = now - tonumber(started)
      -- A turn's later messages wait for the first: not for long, and nobody is to blame if it hangs.
      if waits then alive = since <= tonumber(ARGV[5])
      elseif since > tonumber(ARGV[3]) then stuck[#stuck + 1] = member end
      if since > tonumber(ARGV[4]) then alive = false end
    else
      -- The stage's workers beat: silence since the message was sent means that nobody consumes the queue.
      local seen = tonumber(redis.call('GET', ARGV[2] .. stage) or '0')
      if not finish and now - math.max(sent, seen) > tonumber(ARGV[3]) then stuck[#stuck + 1] = member end
    end
    local taken = finish and not holder and now - sent < tonumber(ARGV[8])
    if not alive and not taken then
      -- A queue is read from its right end: while the message there is not younger than ours, ours still waits.
      local oldest = redis.call('LINDEX', queue, -1)
      local pushed = oldest and tonumber(oldest:match('"pushed_ms": ?"([%d%.]+)"'))
      if holder or not pushed or pushed > sent then
        local messages = { not finish and stage_message(job, batch, stage, root, stamp) or nil }
        if finish then messages = redis.call('LRANGE', base .. ':finish', 0, -1) end
        if #messages == 0 then redis.call('ZREM', KEYS[1], member) end
        for _, message in ipairs(messages) do
          if finish then
            local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
            message = message:gsub('@TAG@', tag):gsub('@PUSHED@', stamp)
          end
          redis.call('LPUSH', queue, message)
          redis.call('ZADD', KEYS[1], stamp, member)
          resent[#resent + 1] = member
        end
        if finish then redis.call('HDEL', base .. ':run', slot .. ':owner', slot .. ':started')
        elseif holder then redis.call('HSET', base .. ':run', slot, attempt .. ' 0 -') end
      end
    end
  end
end
if tonumber(ARGV[7]) == 0 then dispatch(KEYS[1], now) end
local answer = { tostring(looked) }
for _, member in ipairs(resent) do answer[#answer + 1] = member end
answer[#answer + 1] = '--'
for _, member in ipairs(stuck) do answer[#answer + 1] = member end
return answer
