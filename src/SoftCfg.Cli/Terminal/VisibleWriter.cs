using System.Text;

namespace SoftCfg.Cli.Terminal;

/// <summary>
/// The one place that prints: whatever goes through it is made visible, see <see cref="Visible"/>. A line that is written as
/// one stays one line.
/// </summary>
/// <param name="writer">Where it goes.</param>
internal sealed class VisibleWriter(TextWriter writer) : TextWriter
{
    public override Encoding Encoding => writer.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

    public override void Write(string? value) => writer.Write(Visible.Lines(value ?? ""));

    public override void WriteLine(string? value) => writer.WriteLine(Visible.Line(value ?? ""));

    /// <summary>Writes JSON, which has escapes of its own, and ends the line.</summary>
    public void WriteJson(string json) => writer.WriteLine(Visible.Json(json.TrimEnd('\n')));

    public override void Flush() => writer.Flush();
}
