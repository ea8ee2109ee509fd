-- Send again what a lost owner held and what is neither owned nor still waiting; name what hangs. One stage's.
-- ARGV: 1 stage  2 heartbeat prefix  3 seen prefix  4 join deadline ms  5 batch limit ms  6 settle ms
--       7 ms for which an ending that nobody began is left alone  8 ms for which what was sent again is
--       9 most entries  10 the time of the oldest that was looked at before, or ''
-- Answers {that time where there are further entries, else '', member sent again …, '--', member that hangs …, '--',
-- what was lost: member reason owner since attempt root …}.
-- What is sent again is the next to be taken, the oldest first, and keeps its time: it waits as if it had never been
-- taken. So the newest are looked at first.
local stage, limit = ARGV[1], {}
for i = 4, 9 do limit[i] = tonumber(ARGV[i]) end
local join, batch_limit, settle, most = limit[4], limit[5], limit[6], limit[9]
local finish = stage == 'finish'
local rest = finish and limit[7] or limit[8]
local queue, due = finish and 'coordinator' or stage, DUE .. ':' .. stage
local from = waits_from(stage)
-- The stage's workers beat: silence since a message was sent means that nobody consumes the queue.
local seen = tonumber(redis.call('GET', ARGV[3] .. stage) or '0')
local silent = not finish and elapsed(seen) > join

-- Attempt, since when, by whom, whether it waits in a turn; no holder where nobody has it. What was sent again has
-- the time of that, and what was given back somebody who does not live.
local function held(run, slot)
  if finish then
    local fields = redis.call('HMGET', run, slot .. ':owner', slot .. ':started')
    return 0, tonumber(fields[2] or '0'), fields[1], false
  end
  local attempt, started, holder, waits = (redis.call('HGET', run, slot) or ''):match('^(%d+) (%S+) (%S+) ?(%S*)$')
  return attempt or 0, tonumber(started or '0'), holder ~= '-' and holder, waits == 'waits'
end

local function texts(base, job, batch, root, sent)
  local pushed = string.format('%.3f', sent)
  if not finish then return { stage_message(job, batch, stage, root, pushed) } end
  local found = redis.call('LRANGE', base .. ':finish', 0, -1)
  for i, message in ipairs(found) do
    local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
    found[i] = message:gsub('@TAG@', tag):gsub('@PUSHED@', pushed)
  end
  return found
end

local resent, stuck, over, found_lost = {}, {}, {}, {}
local function look(member, sent)
  local job, batch = member:match('^(.-)|(.-)|')
  local base, slot = 'plenum:job:' .. job, batch .. '/' .. stage
  local status, root = unpack(redis.call('HMGET', base, 'status', 'root'))
  local ending = finish and (status == 'finishing' or status == 'cancelled' or status == 'done')
  if (status ~= 'running' and not ending) or redis.call('HEXISTS', base .. ':out', slot) == 1 then
    over[#over + 1] = member
    return
  end
  local attempt, started, holder, waits = held(base .. ':run', slot)
  local lost, reason
  if holder and redis.call('EXISTS', ARGV[2] .. holder) == 1 then
    local since = elapsed(started)
    -- A turn's later messages wait for the first: not for long, and nobody is to blame if it hangs.
    if not waits and since > join then stuck[#stuck + 1] = member end
    lost = since > batch_limit or (waits and since > settle)
    reason = since > batch_limit and 'too_long' or 'turn_too_long'
  else
    if silent and elapsed(math.max(sent, seen)) > join then stuck[#stuck + 1] = member end
    -- Who holds it is dead; or nobody does, and it is not among what waits, nor sent again a moment ago.
    lost = holder or (from and sent < from and elapsed(math.max(finish and sent or 0, started)) >= rest)
    reason = holder == 'gone' and 'given_back' or holder and 'worker_lost' or 'message_lost'
  end
  if not lost then return end
  local messages = texts(base, job, batch, root, sent)
  if #messages == 0 then over[#over + 1] = member end
  local since = holder and started > 0 and started or sent
  found_lost[#found_lost + 1] = table.concat(
    { member, reason, holder or '-', string.format('%.3f', since), attempt, root or '' }, ' ')
  for i = #messages, 1, -1 do
    redis.call('RPUSH', queue, messages[i])
    resent[#resent + 1] = member
  end
  if finish then
    redis.call('HDEL', base .. ':run', slot .. ':owner')
    redis.call('HSET', base .. ':run', slot .. ':started', stamp)
  else
    redis.call('HSET', base .. ':run', slot, attempt .. ' ' .. stamp .. ' -')
  end
end

-- All that is older than what waits is in hands or lost. Where that cannot be told, or nobody consumes the queue, the
-- oldest are looked at: among them are those in hands. What was sent again waits before younger ones in hands, so the
-- oldest of what else is due are looked at too, if somebody has them.
local entries, upto = {}, string.format('%.3f', now - settle)
local told = from and not silent
if told then
  if ARGV[10] ~= '' then
    upto = '(' .. ARGV[10]
  elseif from <= now - settle then
    local others = redis.call('ZRANGEBYSCORE', due, string.format('%.3f', from), upto, 'WITHSCORES', 'LIMIT', 0, HEAD)
    for i = #others - 1, 1, -2 do
      local job, batch = others[i]:match('^(.-)|(.-)|')
      local _, _, holder = held('plenum:job:' .. job .. ':run', batch .. '/' .. stage)
      if holder then look(others[i], tonumber(others[i + 1])) end
    end
    upto = '(' .. string.format('%.3f', from)
  end
  entries = redis.call('ZREVRANGEBYSCORE', due, upto, '-inf', 'WITHSCORES', 'LIMIT', 0, most)
else
  local oldest = redis.call('ZRANGEBYSCORE', due, '-inf', upto, 'WITHSCORES', 'LIMIT', 0, most)
  for i = #oldest - 1, 1, -2 do
    entries[#entries + 1] = oldest[i]
    entries[#entries + 1] = oldest[i + 1]
  end
end
for i = 1, #entries, 2 do look(entries[i], tonumber(entries[i + 1])) end
due_no_more(over)
local goes_on = told and #entries == 2 * most
local answer = { goes_on and entries[#entries] or '' }
for i = #resent, 1, -1 do answer[#answer + 1] = resent[i] end
answer[#answer + 1] = '--'
for i = #stuck, 1, -1 do answer[#answer + 1] = stuck[i] end
answer[#answer + 1] = '--'
for i = #found_lost, 1, -1 do answer[#answer + 1] = found_lost[i] end
return answer
