-- Stands before `turn`: a model's breaker, as pipeline/record/breaker.py has it. A hash keeps those with something in
-- them, so that where all models are well a turn looks once, and nothing is written.
-- Answers functions on the breakers at this moment: of(stage), note(stage, job, rooms, reason); and what changed.
local function breakers_at(key, now, terms)
  local known, changes = {}, {}
  local some
  local function of(stage)
    if known[stage] == nil then
      if some == nil then some = redis.call('EXISTS', key) == 1 end
      local text = some and redis.call('HGET', key, stage)
      known[stage] = text and cjson.decode(text) or false
    end
    return known[stage]
  end
  local function keep(stage, breaker)
    known[stage] = breaker
    if breaker then redis.call('HSET', key, stage, cjson.encode(breaker)) else redis.call('HDEL', key, stage) end
  end
  local function becomes(stage, breaker, state)
    changes[#changes + 1] = { stage, state, breaker.reason }
    breaker.state, breaker.since_ms = state, math.floor(now)
    keep(stage, state ~= 'closed' and breaker)
  end
  -- Whether as many are known then as are needed; no more are kept.
  local function with(known, more, most)
    local count = 0
    for _ in pairs(known) do count = count + 1 end
    for _, one in ipairs(more) do
      if count < most and not known[one] then known[one], count = true, count + 1 end
    end
    return count >= most
  end
  local function failed(stage, job, rooms, reason)
    local breaker = of(stage) or { state = 'closed', since_ms = math.floor(now), until_ms = 0, successes = 0 }
    if breaker.state == 'open' then return end
    breaker.reason, breaker.rooms, breaker.jobs = reason, breaker.rooms or {}, breaker.jobs or {}
    local enough_rooms = with(breaker.rooms, rooms, terms.failures)
    local enough_jobs = with(breaker.jobs, { job }, math.min(2, terms.failures))
    if breaker.state == 'closed' and not (enough_rooms and enough_jobs) then return keep(stage, breaker) end
    breaker.until_ms = math.floor(now + terms.open_ms)
    breaker.rooms, breaker.jobs, breaker.successes = nil, nil, 0
    becomes(stage, breaker, 'open')
  end
  local function answered(stage)
    local breaker = of(stage)
    -- One that is open is so since after this began.
    if not breaker or breaker.state == 'open' then return end
    breaker.successes = breaker.successes + 1
    if breaker.state == 'closed' then return keep(stage, false) end
    if breaker.successes >= terms.successes then becomes(stage, breaker, 'closed') else keep(stage, breaker) end
  end
  return {
    changes = changes,
    note = function(stage, job, rooms, reason)
      if #rooms > 0 then failed(stage, job, rooms, reason) else answered(stage) end
    end,
    -- As the next batch meets it: an open one lets it through when its time is over.
    of = function(stage)
      local breaker = of(stage)
      if breaker and breaker.state == 'open' and now >= breaker.until_ms then becomes(stage, breaker, 'half_open') end
      return breaker
    end,
  }
end
