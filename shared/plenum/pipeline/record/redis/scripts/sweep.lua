-- Send again what a lost owner held and what is neither owned nor still waiting; name what hangs.
-- KEYS: 1 due
-- ARGV: 1 heartbeat prefix  2 seen prefix  3 join deadline ms  4 batch limit ms  5 settle ms  6 most entries  7 offset
--       8 ms for which an ending that nobody began is left alone
-- Members of due are job|batch|stage. Answers {resent…, '--', stuck members…}, each as a member.
-- Bounded by ARGV[6]; the caller goes on from the offset until fewer come back.
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local stamp = string.format('%.3f', now)
local resent, stuck = {}, {}
local looked = 0
local due = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[5], 'WITHSCORES', 'LIMIT', ARGV[7], ARGV[6])
for i = 1, #due, 2 do
  looked = looked + 1
  local member, sent = due[i], tonumber(due[i + 1])
  local job, batch, stage = member:match('^(.-)|(.-)|(.*)$')
  local base = 'plenum:job:' .. job
  local status = redis.call('HGET', base, 'status')
  local finish = stage == 'finish'
  local ending = finish and (status == 'finishing' or status == 'cancelled' or status == 'done')
  if status ~= 'running' and not ending then
    redis.call('ZREM', KEYS[1], member)
  else
    local slot = batch .. '/' .. stage
    local run = redis.call('HMGET', base .. ':run', slot .. ':owner', slot .. ':started')
    local alive = run[1] and redis.call('EXISTS', ARGV[1] .. run[1]) == 1
    local queue = finish and 'coordinator' or stage
    if alive then
      if now - tonumber(run[2]) > tonumber(ARGV[3]) then stuck[#stuck + 1] = member end
      if now - tonumber(run[2]) > tonumber(ARGV[4]) then alive = false end
    else
      -- The stage's workers beat: silence since the message was sent means that nobody consumes the queue.
      local seen = tonumber(redis.call('GET', ARGV[2] .. stage) or '0')
      if not finish and now - math.max(sent, seen) > tonumber(ARGV[3]) then stuck[#stuck + 1] = member end
    end
    local taken = finish and not run[1] and now - sent < tonumber(ARGV[8])
    if not alive and not taken then
      -- A queue is read from its right end: while the message there is not younger than ours, ours still waits.
      local oldest = redis.call('LINDEX', queue, -1)
      local pushed = oldest and tonumber(oldest:match('"pushed_ms": ?"([%d%.]+)"'))
      if run[1] or not pushed or pushed > sent then
        local messages = {}
        if finish then messages = redis.call('LRANGE', base .. ':finish', 0, -1)
        else messages = { redis.call('HGET', base .. ':msg', member) or nil } end
        if #messages == 0 then redis.call('ZREM', KEYS[1], member) end
        for _, message in ipairs(messages) do
          local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
          redis.call('LPUSH', queue, (message:gsub('@TAG@', tag):gsub('@PUSHED@', stamp)))
          redis.call('ZADD', KEYS[1], stamp, member)
          redis.call('HDEL', base .. ':run', slot .. ':owner', slot .. ':started')
          resent[#resent + 1] = member
        end
      end
    end
  end
end
local answer = { tostring(looked) }
for _, member in ipairs(resent) do answer[#answer + 1] = member end
answer[#answer + 1] = '--'
for _, member in ipairs(stuck) do answer[#answer + 1] = member end
return answer
