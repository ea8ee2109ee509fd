-- Give back what coordinators took from their queues and did not come to: those that are gone, or one that stops.
-- KEYS: 1 takers  2 coordinator queue  3 default queue
-- ARGV: 1 heartbeat prefix  2 prefix of the lists taken  3 prefix of the lists held  4 owner that stops, or ''
-- Answers {how many}
local returned = 0
for _, owner in ipairs(redis.call('SMEMBERS', KEYS[1])) do
  local stops = owner == ARGV[4]
  if stops or (ARGV[4] == '' and redis.call('EXISTS', ARGV[1] .. owner) == 0) then
    local prefix, found = owner .. '|', 0
    for _, list in ipairs({ ARGV[2] .. owner, ARGV[3] .. owner }) do
      -- From the newest to the oldest, so that the oldest is the next to be taken.
      for _, message in ipairs(redis.call('LRANGE', list, 0, -1)) do
        if message:sub(1, #prefix) ~= prefix then
          found = found + 1
          local default = message:find('"routing_key": ?"' .. KEYS[3] .. '"')
          redis.call('RPUSH', default and KEYS[3] or KEYS[2], message)
        end
      end
      redis.call('DEL', list)
    end
    returned = returned + found
    -- One that stops, or had messages, is looked at once more: it may have asked for another just before.
    if found == 0 and not stops then redis.call('SREM', KEYS[1], owner) end
  end
end
return { returned }
