using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace SoftCfg.Files;

/// <summary>Which process made a file: enough to know later, on the same host, whether it still runs.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Start">When it began: numbers are given again, but not at the same time.</param>
/// <param name="Host">The host's name, as far as it goes into a file name.</param>
internal readonly partial record struct ProcessStamp(int Id, long Start, string Host)
{
    private const int LongestHost = 64;

    private static readonly string ThisHost =
        NotInNames().Replace(Environment.MachineName, "_")[..Math.Min(Environment.MachineName.Length, LongestHost)];

    /// <summary>This process.</summary>
    internal static ProcessStamp Current { get; } = Of(Environment.ProcessId);

    /// <summary>Whether it is on this host.</summary>
    internal bool IsHere => Host == ThisHost;

    /// <summary>Whether it is on this host and runs.</summary>
    internal bool IsRunning => IsHere && StartOf(Id) == Start;

    /// <summary>A process of this host that runs.</summary>
    internal static ProcessStamp Of(int id) => new(id, StartOf(id) ?? 0, ThisHost);

    /// <summary>Such as <c>8123-447233-worker</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Id}-{Start}-{Host}");

    /// <summary>Reads what <see cref="ToString"/> wrote; null if this is something else.</summary>
    internal static ProcessStamp? Parse(string text) =>
        Stamp().Match(text) is { Success: true, Groups: var parts } &&
        int.TryParse(parts[1].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var id) &&
        long.TryParse(parts[2].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var start)
            ? new ProcessStamp(id, start, parts[3].Value) : null;

    /// <summary>When a process began, in a unit of the system's own; null where there is none.</summary>
    private static long? StartOf(int id)
    {
        try
        {
            if (!OperatingSystem.IsLinux())
                return Process.GetProcessById(id).StartTime.ToUniversalTime().Ticks;
            // .NET derives a time of day from the ticks since boot, and not the same one in every process. Field 22 is the ticks;
            // the name before them, in parentheses, may hold anything.
            var fields = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{id}/stat"));
            return long.Parse(fields[(fields.LastIndexOf(')') + 2)..].Split(' ')[19], CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
                                    or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }

    [GeneratedRegex(@"[^0-9A-Za-z._-]")]
    private static partial Regex NotInNames();

    [GeneratedRegex(@"^([0-9]+)-([0-9]+)-([0-9A-Za-z._-]+)\z")]
    private static partial Regex Stamp();
}
