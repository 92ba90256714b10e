"""What stood in the way of a file: code → (Chinese, English), with fields to fill."""

OBSTACLES: dict[str, tuple[str, str]] = {
    "obstacle_absent": ("没有这个文件或文件夹", "there is no such file or folder"),
    "obstacle_forbidden": ("没有权限", "it is not permitted"),
    "obstacle_folder": ("这是文件夹，不是文件", "it is a folder, not a file"),
    "obstacle_full": ("磁盘已满", "the disk is full"),
}
