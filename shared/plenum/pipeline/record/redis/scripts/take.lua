-- Messages from the coordinator's queues into a list of the owner's own: each is in a list at any moment.
-- KEYS: 1 the owner's list  2 takers  3 aside  4 … the queues, two of each priority, the first priority first
-- ARGV: 1 owner  2 turn  3 how many messages of this turn are done, oldest first
--       4 most messages  5 most bytes  6 bytes from which a message goes aside unread
--       7 … places of those of the done that go aside, the oldest is 0
-- The list's oldest entry, at its right end, is the turn's mark. A mark of another turn, or none, says that
-- this turn was ended before (the answer was lost), or that the list was given back: nothing is dropped then.
-- Answers {turn, message …}, the oldest first
local mine = redis.call('LRANGE', KEYS[1], 0, -1)
local turn = tonumber(ARGV[2])
local prefix = ARGV[1] .. '|'
local mark = mine[#mine]
local marked = mark and mark:sub(1, #prefix) == prefix
if marked and mark == prefix .. turn then
  local done = tonumber(ARGV[3])
  for i = 7, #ARGV do redis.call('LPUSH', KEYS[3], mine[#mine - 1 - tonumber(ARGV[i])]) end
  if done > 0 then
    turn = turn + 1
    redis.call('LTRIM', KEYS[1], 0, -2 - done)
    redis.call('RPUSH', KEYS[1], prefix .. turn)
  end
  for _ = 0, done do mine[#mine] = nil end
elseif marked then
  turn = tonumber(mark:sub(#prefix + 1))
  mine[#mine] = nil
else
  redis.call('SADD', KEYS[2], ARGV[1])
  redis.call('RPUSH', KEYS[1], prefix .. turn)
end

local answer, bytes = { turn }, 0
for i = #mine, 1, -1 do
  answer[#answer + 1] = mine[i]
  bytes = bytes + #mine[i]
end
local most, most_bytes, large = tonumber(ARGV[4]), tonumber(ARGV[5]), tonumber(ARGV[6])
local taken = #mine
local function take(first)
  local at, other = first, first + 1
  while taken < most and bytes < most_bytes do
    local message = redis.call('LMOVE', KEYS[at], KEYS[1], 'RIGHT', 'LEFT')
    if message then
      taken = taken + 1
      if #message > large then
        redis.call('LMOVE', KEYS[1], KEYS[3], 'LEFT', 'LEFT')
      else
        bytes = bytes + #message
        answer[#answer + 1] = message
      end
    elseif not other then
      return
    end
    -- In turn, until one of them is empty.
    if not message then at, other = other, nil
    elseif other then at, other = other, at end
  end
end
take(4)
-- The other priorities are hardly ever used: one look at them all.
if taken < most and redis.call('EXISTS', unpack(KEYS, 6)) > 0 then
  for first = 6, #KEYS, 2 do take(first) end
end
return answer
