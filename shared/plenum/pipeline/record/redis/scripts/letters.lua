-- Stands before the scripts that keep or drop dead letters: no more than there may be, in number and in bytes; the oldest
-- go. `keys`: dead, dead:times, dead:bytes.
local function letters_in(dead, times, bytes)
  local function held()
    local known = redis.call('GET', bytes)
    if known then return tonumber(known) end
    -- A version before did not count them.
    local sum = 0
    for _, id in ipairs(redis.call('HKEYS', dead)) do sum = sum + redis.call('HSTRLEN', dead, id) end
    return sum
  end
  local function drop(ids)
    local sum = held()
    for _, id in ipairs(ids) do
      sum = sum - redis.call('HSTRLEN', dead, id)
      redis.call('HDEL', dead, id)
      redis.call('ZREM', times, id)
    end
    if redis.call('HLEN', dead) == 0 then redis.call('DEL', bytes) else redis.call('SET', bytes, sum) end
  end
  local function keep(letters, stamp, most, most_bytes)
    local sum = held()
    for i = 1, #letters, 2 do
      sum = sum - redis.call('HSTRLEN', dead, letters[i]) + #letters[i + 1]
      redis.call('HSET', dead, letters[i], letters[i + 1])
      redis.call('ZADD', times, stamp, letters[i])
    end
    redis.call('SET', bytes, sum)
    while redis.call('ZCARD', times) > most or tonumber(redis.call('GET', bytes) or '0') > most_bytes do
      local oldest = redis.call('ZRANGE', times, 0, 0)
      if #oldest == 0 then break end
      drop(oldest)
    end
  end
  return { keep = keep, drop = drop }
end
