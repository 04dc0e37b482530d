namespace SoftCfg.Cli.Tests.Sweeping;

public class SweepErrorTests
{
    [Theory]
    [InlineData("--scale ,", "--scale is ','; it must be a list of values, separated by commas, each at most once and each a number from 0 to 10000.")]
    [InlineData("--scale 1,x", "--scale is '1,x'; it must be a list of values, separated by commas, each at most once and each a number from 0 to 10000.")]
    [InlineData("--scale 1,1", "--scale is '1,1'; it must be a list of values, separated by commas, each at most once and each a number from 0 to 10000.")]
    [InlineData("--power -1", "--power is '-1'; it must be a list of values, separated by commas, each at most once and each a number from 0 to 100.")]
    [InlineData("--strength 1,,2", "--strength is '1,,2'; it must be a list of values, separated by commas, each at most once and each a number from 0 to 100.")]
    [InlineData("--temperature 0", "--temperature is '0'; it must be a list of values, separated by commas, each at most once and each a number from 1E-06 to 1000000.")]
    [InlineData("--guidance cfg,soft", "--guidance is 'cfg,soft'; it must be a list of values, separated by commas, each at most once and each none, cfg or softcfg.")]
    [InlineData("--step-norm yes", "--step-norm is 'yes'; it must be a list of values, separated by commas, each at most once and each on or off.")]
    [InlineData("--confidence max", "--confidence is 'max'; it must be a list of values, separated by commas, each at most once and each sampled or maximum.")]
    [InlineData("--alignment left", "--alignment is 'left'; it must be a list of values, separated by commas, each at most once and each released or paper.")]
    [InlineData("--count 3", "--count is '3'; it must be a whole number of at least 4.")]
    [InlineData("--batch 257", "--batch is '257'; it must be a whole number from 1 to 256.")]
    [InlineData("--guidance cfg --strength 1", "--strength belongs to SoftCFG, but the guidance is cfg. Leave it out, or add softcfg.")]
    [InlineData("--guidance none --scale 1", "--scale belongs to guidance, but the guidance is none.")]
    [InlineData("--features vgg", "--features is 'vgg'; it must be inception:FILE or fashion.")]
    [InlineData("--features inception:", "--features is 'inception:'; it must be inception:FILE or fashion.")]
    [InlineData("--features inception:none.pb", "none.pb: ")]
    [InlineData("--model nowhere", "nowhere: there is no such file or folder.")]
    [InlineData("--device cuda:x", "--device is 'cuda:x'; it must be cpu, cuda or cuda:N.")]
    [InlineData("--sclae 1", "'--sclae' is not understood; did you mean '--scale'? See 'softcfg sweep --help'.")]
    public void Bad_options_are_refused_in_one_line(string arguments, string message) =>
        Run.Of(["sweep", "fashion", .. arguments.Split(' ')]).Refused(message);
}
