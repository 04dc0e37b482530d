namespace SoftCfg.Cli.Terminal;

/// <summary>Stops the work when nobody reads its results any more, as in <c>softcfg sample | head</c>.</summary>
internal static class OutputWatch
{
    /// <summary>Begins to watch; ends with the process.</summary>
    public static void Start(Interruption interruption)
    {
        if (OperatingSystem.IsWindows())
            return;
        new Thread(() =>
        {
            Descriptor.WaitUntilBroken(Descriptor.Output);
            interruption.Stop(ExitCodes.OutputClosed);
        })
        {
            IsBackground = true,
            Name = "standard output",
        }.Start();
    }
}
