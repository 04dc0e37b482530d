namespace SoftCfg.EndToEnd.Tests;

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
    public void Bad_options_are_refused_in_one_line(string arguments, string message)
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, ["sweep", "fashion", .. arguments.Split(' ')]).Refused(message);
        Assert.Empty(folder.Files);
    }

    [Fact]
    public void A_missing_reference_is_refused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "sweep").Refused("Required argument missing for command: 'sweep'.");
        Tool.Run(folder, "sweep", "test.npz").Refused("test.npz: there is no such reference. Give an .npz file with images");
    }

    [Fact]
    public void Features_that_do_not_take_the_images_are_refused()
    {
        using var folder = new TemporaryFolder();
        Tool.Run(folder, "sweep", "fashion", "--model", Tool.Model, "--count", "4", "--output", "a").Refused(
            "tiny: the model makes images of 64 x 64 pixels, which the features do not take. The Fashion-MNIST classifier " +
            "looks at images of 28 x 28 pixels");

        Tool.Sample(folder, "--guidance", "none", "--count", "4").Succeeded();
        Tool.Run(folder, "sweep", "samples", "--count", "4", "--output", "b").Refused(
            "samples: The Fashion-MNIST classifier looks at images of 28 x 28 pixels; these have 64 rows of 64.");
    }

    [Fact]
    public void An_output_of_another_sweep_or_of_none_is_refused()
    {
        using var folder = new TemporaryFolder();
        string[] sweep = ["sweep", "fashion", "--guidance", "none", "--count", "4"];
        Tool.Run(folder, sweep).Succeeded();
        Tool.Run(folder, [.. sweep, "--seed", "1"]).Refused("sweep: the sweep in this folder was begun with seed 0, this one has 1");
        File.WriteAllText(folder.File("file"), "");
        Tool.Run(folder, [.. sweep, "--output", "file/x"]).Refused("file/x: the sweep cannot be written here: ");
    }
}
