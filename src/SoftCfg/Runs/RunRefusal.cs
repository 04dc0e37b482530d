namespace SoftCfg.Runs;

/// <summary>Says what a failure of the system to read or write means to people.</summary>
internal static class RunRefusal
{
    // ENOSPC and EDQUOT of Linux and macOS, ERROR_DISK_FULL of Windows.
    private static readonly int[] DiskFull = [28, 122, 69, unchecked((int)0x80070070)];

    /// <summary>The refusal of a failure in the folder of a run; null of any other exception.</summary>
    internal static RunException? Of(string path, Exception e)
    {
        // Those of the library speak for themselves.
        if (e is not (IOException or UnauthorizedAccessException) || e.GetType().Assembly != typeof(IOException).Assembly)
            return null;
        if (!Directory.Exists(path))
            return new RunException(path, "the folder of the run is gone. Once it is back, the same command goes on.", e);
        return new RunException(path, DiskFull.Contains(e.HResult)
            ? $"the disk is full: {e.Message} Finished chunks are kept; once there is room, the same command goes on."
            : $"the run cannot be written: {e.Message} Finished chunks are kept; the same command goes on.", e);
    }
}
