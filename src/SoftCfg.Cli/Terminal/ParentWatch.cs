namespace SoftCfg.Cli.Terminal;

/// <summary>
/// Stops the work of a process that has a supervisor when that one closes its standard input, or ends, however it ends.
/// </summary>
internal static class ParentWatch
{
    /// <summary>Begins to watch; ends with the process.</summary>
    public static void Start(Interruption interruption) => new Thread(() =>
    {
        using (var input = Console.OpenStandardInput())
        {
            while (input.ReadByte() >= 0)
            {
                // Nothing is said there but that it ends.
            }
        }
        interruption.Stop(ExitCodes.Interrupted);
    })
    {
        IsBackground = true,
        Name = "supervisor",
    }.Start();
}
