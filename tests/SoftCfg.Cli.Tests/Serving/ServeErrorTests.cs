namespace SoftCfg.Cli.Tests.Serving;

public class ServeErrorTests
{
    [Theory]
    [InlineData("--host example.org", "--host is 'example.org'; it must be localhost or an IP address.")]
    [InlineData("--port 70000", "--port is '70000'; it must be a whole number from 0 to 65535.")]
    [InlineData("--capacity 0", "--capacity is '0'; it must be a whole number from 1 to 1024.")]
    [InlineData("--queue -1", "--queue is '-1'; it must be a whole number from 0 to 100000.")]
    [InlineData("--largest wide", "--largest is 'wide'; it must be WIDTHxHEIGHT, such as 768x768.")]
    [InlineData("--largest 700x768", "--largest: The width is 700 pixels; expected a positive multiple of 32, such as 672.")]
    [InlineData("--model a/b=fashion", "--model is 'a/b=fashion'; it must be PATH or NAME=PATH, the name of letters, digits, '.', '_' and '-'.")]
    [InlineData("--model fashion --model fashion", "--model: two models would be called 'fashion'; give NAME=PATH.")]
    [InlineData("--model x=nowhere/at/all", "nowhere/at/all: there is no such file or folder.")]
    [InlineData("--model fashion --model b=fashion --tokenizer t.bin",
        "--tokenizer belongs to a single --model; here there are several. Put each image tokenizer beside its generator.")]
    public void What_cannot_be_served_is_refused_before_anything_is_loaded(string options, string message) =>
        Run.Of(["serve", .. options.Split(' ')]).Refused(message);
}
