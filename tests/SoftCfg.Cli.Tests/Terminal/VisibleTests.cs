using System.Text.Json;
using SoftCfg.Cli.Terminal;

namespace SoftCfg.Cli.Tests.Terminal;

public class VisibleTests
{
    [Theory]
    [InlineData("plain text stays, [bold] too", "plain text stays, [bold] too")]
    [InlineData("Füße 鳥 🐦 stay", "Füße 鳥 🐦 stay")]
    [InlineData("C:\\path stays", "C:\\path stays")]
    [InlineData("\u001b[2J\u0007", "\\x1b[2J\\x07")]
    [InlineData("\u009b2J\u007f\u0000", "\\x9b2J\\x7f\\x00")]
    [InlineData("a\nb\r\nc\td", "a\\x0ab\\x0d\\x0ac\\x09d")]
    [InlineData("a\u2028b\u2029c", "a\\u2028b\\u2029c")]
    [InlineData("exe.\u202egnp", "exe.\\u202egnp")]
    [InlineData("\u2066\u200e\ufeff\u00ad", "\\u2066\\u200e\\ufeff\\xad")]
    [InlineData("\U000e0041", "\\U000e0041")]
    public void What_acts_or_hides_is_shown_as_text(string text, string expected) => Assert.Equal(expected, Visible.Line(text));

    [Fact]
    public void Half_a_character_is_shown_as_text() =>
        Assert.Equal("a\\ud800b\\udc00", Visible.Line("a" + (char)0xd800 + "b" + (char)0xdc00));

    [Fact]
    public void Ends_of_our_own_lines_stay() => Assert.Equal("a\r\nb\n\\x0dc\\x1b", Visible.Lines("a\r\nb\n\rc\u001b"));

    [Fact]
    public void Json_stays_the_same_json()
    {
        var text = "\u001b[2J \u009b \u202e \u2028 \U000e0041 \n é 🐦 [red]";
        var writer = new StringWriter();
        JsonOutput.Write(new VisibleWriter(writer), new { Name = text });
        Assert.Equal(text, JsonDocument.Parse(writer.ToString()).RootElement.GetProperty("name").GetString());
        Assert.DoesNotMatch(@"[\p{Cf}\p{Zl}]|[^\P{Cc}\n]", writer.ToString());
        Assert.Contains("é", writer.ToString());
    }
}
