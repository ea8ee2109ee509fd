-- Whether a task's message waits for a coordinator, on its queues or in its lists. For who cancels a job: it looks
-- at every message.
-- KEYS: 1 takers  2 aside  3… the queues
-- ARGV: 1 task id  2 prefix of the lists taken  3 prefix of the lists held
-- Answers {1} or {0}
local lists = { unpack(KEYS, 2) }
for _, owner in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  lists[#lists + 1] = ARGV[2] .. owner
  lists[#lists + 1] = ARGV[3] .. owner
end
for _, list in ipairs(lists) do
  local length = redis.call('LLEN', list)
  for first = 0, length - 1, 50 do
    for _, message in ipairs(redis.call('LRANGE', list, first, first + 49)) do
      if message:find('"id": "' .. ARGV[1] .. '"', 1, true) or message:find('"id":"' .. ARGV[1] .. '"', 1, true) then
        return { 1 }
      end
    end
  end
end
return { 0 }
