-- A worker's turn: commit what it did, begin the messages it was given, take further ones and begin them.
-- KEYS: 1 due  2 counters  3 dead  4 dead:times  5 breakers  6 dead:bytes
-- ARGV, one after the other, each list after its length:
--   owner  heartbeat prefix  coordinator queue  newest form that the owner reads  most letters  most bytes of letters
--   of a breaker: failures that open it, successes that close it, ms for which it is open
--   commits: job batch stage output ends (the batch's rooms where the stage ends it, or ''), counters (field increment),
--     letters (id letter), reserves (field reserve), successors (stage, needs)
--   evidence: stage, job, reason, rooms that its model failed on (none where it answered)
--   stages that are begun: stage, needs, reserves (fields)
--   messages given: job batch stage pushed_ms ('' where it is not known)
--   most messages to take  most bytes to begin  what stands before a stage in the name of the list that is read first
-- Answers {now, {commit…}, {begun…}, {stage, state, reason of each breaker that changed…}}
--   commit: {'committed', pushed stage…} | {'duplicate'} | {'late'} | {'cancelled'}; the first alone had an effect
--   begun: {job, batch, stage, 'go', root, pushed_ms, attempt, settings, graph, rooms, deaths, {reserve…}, {output…},
--     {state, ms until it lets work through, reason} of a breaker that is not closed}  (settings and graph once a job)
--     | {job, batch, stage, why not, root}: gone, cancelled, late, duplicate, owned, unknown (no such batch), newer
--     (than the owner reads: it stays due, and is sent again)
local t = redis.call('TIME')
local now = t[1] * 1000 + t[2] / 1000
local stamp = string.format('%.3f', now)
local at = 0
local function arg() at = at + 1 return ARGV[at] end
local function number() return tonumber(arg()) end
local function list(width)
  local found = {}
  for i = 1, number() * (width or 1) do found[i] = arg() end
  return found
end
local owner, beat, coordinator, newest = arg(), arg(), arg(), number()
local most_letters, most_bytes_kept = number(), number()
local breakers = breakers_at(KEYS[5], now, { failures = number(), successes = number(), open_ms = number() })

local jobs = {}
local function job_of(id, ...)
  local job = jobs[id]
  if not job then
    local key = 'plenum:job:' .. id
    local fields = redis.call('HMGET', key, 'status', 'root', 'track_started', 'form', ...)
    job = { id = id, key = key, status = fields[1], root = fields[2] or '', tracked = fields[3],
      form = tonumber(fields[4] or '0'), settings = fields[5], graph = fields[6] }
    jobs[id] = job
  end
  return job
end
-- A commit needs neither settings nor graph; to hand out a text that nobody asked for takes longer than to look again.
local function planned(id)
  local job = job_of(id, 'settings', 'graph')
  if job.status and job.settings == nil then
    local fields = redis.call('HMGET', job.key, 'settings', 'graph')
    job.settings, job.graph = fields[1], fields[2]
  end
  return job
end

-- What changes in lists that all jobs share is gathered, and written once for all commits.
local over, due, queues, raised = {}, {}, {}, {}
local function flush()
  due_no_more(over)
  becomes_due(due)
  for queue, messages in pairs(queues) do redis.call('LPUSH', queue, unpack(messages)) end
  for field, by in pairs(raised) do redis.call('HINCRBY', KEYS[2], field, by) end
  over, due, queues, raised = {}, {}, {}, {}
end
local function push(queue, member, text_at)
  -- A microsecond apart each, so that the sweep can tell which of them were taken from their queue.
  now = now + 0.001
  local later = string.format('%.3f', now)
  due[#due + 1] = later
  due[#due + 1] = member
  queues[queue] = queues[queue] or {}
  table.insert(queues[queue], text_at(later))
end

local function keep(letters)
  if #letters == 0 then return end
  letters_in(KEYS[3], KEYS[4], KEYS[6]).keep(letters, stamp, most_letters, most_bytes_kept)
end

local function finish(job)
  job.status = 'finishing'
  redis.call('HSET', job.key, 'status', 'finishing', 'ended_ms', stamp)
  for _, message in ipairs(redis.call('LRANGE', job.key .. ':finish', 0, -1)) do
    local tag = 'plenum-' .. redis.call('INCR', 'plenum:tag')
    push(coordinator, job.id .. '|-|finish', function(later)
      return (message:gsub('@TAG@', tag):gsub('@PUSHED@', later))
    end)
  end
end

-- Not where its task has been answered: a room that is done again is no news of a job that has ended.
local function tell_rooms(job, rooms)
  local all = tonumber(redis.call('HGET', job.key, 'rooms'))
  local done = redis.call('HINCRBY', job.key, 'rooms_done', rooms)
  tell_started(job.id, all, math.min(done, all), 'XX', 'KEEPTTL')
end

local function is_due(job, batch, needs)
  for _, need in ipairs(needs) do
    if redis.call('HEXISTS', job.key .. ':out', batch .. '/' .. need) == 0 then return false end
  end
  return true
end

local function commit()
  local id, batch, stage, output, ends = arg(), arg(), arg(), arg(), arg()
  local counters, letters, reserves = list(2), list(2), list(2)
  local successors = {}
  for i = 1, number() do successors[i] = { stage = arg(), needs = list() } end
  local job, slot = job_of(id), batch .. '/' .. stage
  -- An older coordinator gives a stage up: what it writes is not in the job's form.
  if job.form > newest then return { 'late' } end
  over[#over + 1] = id .. '|' .. batch .. '|' .. stage
  if job.status ~= 'running' then return { job.status == 'cancelled' and 'cancelled' or 'late' } end
  if redis.call('HSETNX', job.key .. ':out', slot, output) == 0 then return { 'duplicate' } end
  if #reserves > 0 then redis.call('HSET', job.key .. ':run', unpack(reserves)) end
  for i = 1, #counters, 2 do raised[counters[i]] = (raised[counters[i]] or 0) + counters[i + 1] end
  keep(letters)
  local answer = { 'committed' }
  for _, follower in ipairs(successors) do
    if is_due(job, batch, follower.needs) then
      push(follower.stage, id .. '|' .. batch .. '|' .. follower.stage, function(later)
        return stage_message(id, batch, follower.stage, job.root, later)
      end)
      answer[#answer + 1] = follower.stage
    end
  end
  if ends == '' then return answer end
  if job.tracked then tell_rooms(job, ends) end
  if redis.call('HINCRBY', job.key, 'batches_left', -1) == 0 then
    finish(job)
    answer[#answer + 1] = 'finish'
  end
  return answer
end

local commits = {}
for i = 1, number() do commits[i] = commit() end
flush()
if #commits > 0 then now = dispatch(now) end
for _ = 1, number() do
  local stage, id, reason = arg(), arg(), arg()
  breakers.note(stage, id, list(), reason)
end

local stages = {}
local order = {}
for i = 1, number() do
  order[i] = arg()
  stages[order[i]] = { needs = list(), reserves = list() }
end

-- `company`: how many this turn has begun. A batch that was begun before is begun alone: it may have killed its worker.
-- So is one that tries a model whose breaker is half open.
local company, alone, bytes = 0, false, 0
local here = {}
local function input(job, batch, stage)
  local wanted, notes = { batch .. '/' .. stage }, { batch .. '/' .. stage }
  for i, need in ipairs(stages[stage].needs) do wanted[i + 1] = batch .. '/' .. need end
  notes[2], notes[3], notes[4] = notes[1] .. ':room', notes[1] .. ':mark', notes[1] .. ':deaths'
  for i, field in ipairs(stages[stage].reserves) do notes[i + 4] = batch .. field end
  return redis.call('HMGET', job.key .. ':out', unpack(wanted)),
    redis.call('HGET', job.key .. ':in', batch), redis.call('HMGET', job.key .. ':run', unpack(notes))
end
local function without_first(values, n)
  local found = {}
  for i = n + 1, #values do found[i - n] = values[i] end
  return found
end
local function size(rooms, outputs)
  local sum = #rooms
  for _, output in ipairs(outputs) do sum = sum + (output and #output or 0) end
  return sum
end
-- The room that an attempt was at when it died is a suspect, and so is the model.
local function blamed(job, slot, stage, notes)
  local room, mark, deaths = notes[2], notes[3], notes[4] or '{}'
  if not room then return deaths end
  breakers.note(stage, job.id, { mark or job.id .. '|' .. room }, 'WorkerKilled: at ' .. room)
  local counted = cjson.decode(deaths)
  counted[room] = (counted[room] or 0) + 1
  local text = cjson.encode(counted)
  redis.call('HSET', job.key .. ':run', slot .. ':deaths', text)
  redis.call('HDEL', job.key .. ':run', slot .. ':room')
  return text
end

-- Answers nothing where the message must wait for another turn: `most` bytes at once, and company, have an end.
local function begin(id, batch, stage, pushed, most)
  local job, slot = planned(id), batch .. '/' .. stage
  local function no(why) return { id, batch, stage, why, job.root } end
  local function never(why)
    over[#over + 1] = id .. '|' .. batch .. '|' .. stage
    return no(why)
  end
  if not job.status then return never('gone') end
  if job.status ~= 'running' then return never(job.status == 'cancelled' and 'cancelled' or 'late') end
  if job.form > newest then return no('newer') end
  local outputs, rooms, notes = input(job, batch, stage)
  if not rooms then return no('unknown') end
  if outputs[1] then return never('duplicate') end
  local attempt, since, holder = (notes[1] or '0 0 -'):match('^(%d+) (%S+) (%S+)')
  if here[id .. '|' .. slot] then return no('owned') end
  if holder ~= '-' and holder ~= owner and redis.call('EXISTS', beat .. holder) == 1 then return no('owned') end
  outputs = without_first(outputs, 1)
  local long = size(rooms, outputs)
  local deaths = blamed(job, slot, stage, notes)
  local breaker = breakers.of(stage)
  local again = tonumber(attempt) > 0 or (breaker and breaker.state == 'half_open')
  if company > 0 and most and (again or bytes + long > most) then return nil end
  bytes, alone = bytes + long, again
  redis.call('HSET', job.key .. ':run', slot,
    (attempt + 1) .. ' ' .. stamp .. ' ' .. owner .. (company > 0 and ' waits' or ''))
  company = company + 1
  here[id .. '|' .. slot] = true
  if pushed == '' then pushed = redis.call('ZSCORE', KEYS[1], id .. '|' .. batch .. '|' .. stage) or stamp end
  -- What was sent again waits since then.
  if holder == '-' and tonumber(since) > tonumber(pushed) then pushed = since end
  local settings, graph = job.settings, job.graph
  if job.told then settings, graph = false, false end
  job.told = true
  return { id, batch, stage, 'go', job.root, pushed, attempt + 1, settings, graph, rooms, deaths,
    without_first(notes, 4), outputs, breaker and breaker.state ~= 'closed'
      and { breaker.state, string.format('%.0f', math.max(0, breaker.until_ms - now)), breaker.reason } }
end

local begun = {}
for _ = 1, number() do
  local id, batch, stage, pushed = arg(), arg(), arg(), arg()
  begun[#begun + 1] = begin(id, batch, stage, pushed)
end

local most, most_bytes, handed = number(), number(), arg()
local function take(list, queue)
  if company >= most or alone then return end
  local taken = redis.call('RPOP', list, most - company) or {}
  for i, text in ipairs(taken) do
    local id, batch, stage, pushed = text:match(MESSAGE)
    -- What is no message of this queue's stage is Celery's to refuse.
    local one = stage == queue and not alone and begin(id, batch, stage, pushed, most_bytes)
    if not one then
      for j = #taken, i, -1 do redis.call('RPUSH', queue, taken[j]) end
      return
    end
    begun[#begun + 1] = one
  end
end
for _, queue in ipairs(order) do
  if handed ~= '' then take(handed .. queue, queue) end
  take(queue, queue)
end
flush()
return { stamp, commits, begun, breakers.changes }
