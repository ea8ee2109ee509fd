-- Keep a dead letter, and no more letters than there may be: the oldest go.
-- KEYS: 1 dead  2 dead:times
-- ARGV: 1 id  2 letter  3 most letters
local t = redis.call('TIME')
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
redis.call('ZADD', KEYS[2], string.format('%.3f', t[1] * 1000 + t[2] / 1000), ARGV[1])
local over = redis.call('ZCARD', KEYS[2]) - tonumber(ARGV[3])
if over > 0 then
  local oldest = redis.call('ZPOPMIN', KEYS[2], over)
  for i = 1, #oldest, 2 do redis.call('HDEL', KEYS[1], oldest[i]) end
end
