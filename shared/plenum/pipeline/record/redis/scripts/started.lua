-- Stands before the scripts that tell a task of its job while that is under way, as Celery's backend tells of a task that
-- was started: stored, and told to who subscribed. What follows are SET's options.
local function tell_started(id, rooms, done, ...)
  local key = 'celery-task-meta-' .. id
  local told = string.format('{"status": "STARTED", "result": {"rooms": %d, "rooms_done": %d}, "traceback": null, '
    .. '"children": [], "task_id": "%s"}', rooms, done, id)
  if redis.call('SET', key, told, ...) then redis.call('PUBLISH', key, told) end
end
