using System;
using System.IO;
using System.Threading;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Runs inside <c>dotnet test</c>, which asks every project for its run arguments and then keeps what the tests print to
/// itself: a thread passes on the lines that they write into a file.
/// </summary>
public class ShowTestProgress : Task
{
    /// <summary>Where the tests of a project write a line now and then.</summary>
    [Required]
    public string File { get; set; }

    /// <inheritdoc/>
    public override bool Execute()
    {
        // A terminal has the live counts of `dotnet test`.
        if (!Console.IsOutputRedirected)
            return true;
        // What an earlier run left must not be shown.
        System.IO.File.Delete(File);
        new Thread(Follow) { IsBackground = true }.Start();
        return true;
    }

    private void Follow()
    {
        long shown = 0;
        for (; ; Thread.Sleep(500))
        {
            try
            {
                using (var stream = new FileStream(File, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete))
                using (var reader = new StreamReader(stream))
                {
                    stream.Position = shown;
                    var lines = reader.ReadToEnd();
                    // Half a line is left for the next look.
                    lines = lines.Substring(0, lines.LastIndexOf('\n') + 1);
                    shown += reader.CurrentEncoding.GetByteCount(lines);
                    Console.Out.Write(lines);
                }
            }
            catch (IOException)
            {
                // Not there yet.
            }
        }
    }
}
