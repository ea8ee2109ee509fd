-- Stands before the scripts that change or read what is due: all of it in one set, and each stage's in a set of its
-- own, in which a sweep finds what is lost without a look at what waits. Members are job|batch|stage, scores the Redis
-- time in ms when the message was pushed.
local DUE, STAGES = 'plenum:due', 'plenum:stages'
-- So many messages at a queue's end are looked at: whatever strays in front of ours, and what was sent again out of
-- its order.
local HEAD = 64

local function grouped(entries, width)
  local of = {}
  for i = width, #entries, width do
    local stage = entries[i]:match('[^|]*$')
    local own = of[stage] or {}
    for j = i - width + 1, i do own[#own + 1] = entries[j] end
    of[stage] = own
  end
  return of
end

-- Score, member …
local function becomes_due(entries)
  if #entries == 0 then return end
  redis.call('ZADD', DUE, unpack(entries))
  for stage, own in pairs(grouped(entries, 2)) do
    redis.call('ZADD', DUE .. ':' .. stage, unpack(own))
    redis.call('SADD', STAGES, stage)
  end
end

local function due_no_more(members)
  if #members == 0 then return end
  redis.call('ZREM', DUE, unpack(members))
  for stage, own in pairs(grouped(members, 1)) do redis.call('ZREM', DUE .. ':' .. stage, unpack(own)) end
end

-- From when on the messages of a stage still wait: a queue is read from its right end, where the oldest is. Only what
-- was pushed when a member of the stage's set says is one of ours; where the clock was set back since, the set says
-- it by the clock as it goes now. Nothing where all that can be seen are strangers.
local function waits_from(stage)
  local queue = stage == 'finish' and 'coordinator' or stage
  local head = redis.call('LRANGE', queue, -HEAD, -1)
  if #head == 0 then return math.huge end
  local back = redis.call('HGET', 'plenum:clock', 'back')
  local from
  local function earlier(at)
    if from and tonumber(at) >= from then return end
    if #redis.call('ZRANGEBYSCORE', DUE .. ':' .. stage, at, at, 'LIMIT', 0, 1) > 0 then from = tonumber(at) end
  end
  for i = #head, 1, -1 do
    local pushed = head[i]:match('"pushed_ms": ?"(%d+%.?%d*)"')
    if pushed then earlier(pushed) end
    if pushed and back then earlier(string.format('%.3f', pushed - back)) end
  end
  return from
end
