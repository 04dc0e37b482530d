namespace SoftCfg.Cli.Tests.Sweeping;

public class SweepFileErrorTests
{
    [Fact]
    public void A_missing_reference_is_refused()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "sweep").Refused("Required argument missing for command: 'sweep'.");
        Run.In(folder, "sweep", "test.npz").Refused("test.npz: there is no such reference. Give an .npz file with images");
    }

    [Fact]
    public void Features_that_do_not_take_the_images_are_refused()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "sweep", "fashion", "--model", Run.Model, "--count", "4", "--output", "a").Refused(
            "tiny: the model makes images of 64 x 64 pixels, which the features do not take. The Fashion-MNIST classifier " +
            "looks at images of 28 x 28 pixels");

        Run.Sample(folder, "--guidance", "none", "--count", "4").Succeeded();
        Run.In(folder, "sweep", "samples", "--count", "4", "--output", "b").Refused(
            "samples: The Fashion-MNIST classifier looks at images of 28 x 28 pixels; these have 64 rows of 64.");
    }

    [Theory]
    [InlineData("bad.json", "it is not UTF-8.")]
    [InlineData("dup.json", "seed")]
    public void A_damaged_sweep_file_is_refused_by_its_name(string file, string message)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("sweep"));
        File.Copy(Found.File($"sweeps/{file}"), folder.File("sweep/sweep.json"));
        var result = Run.In(folder, "sweep", "fashion", "--guidance", "none", "--count", "8");
        result.Refused("sweep.json: the file is damaged: ");
        result.Refused(message);
    }

    [Fact]
    public void An_output_of_another_sweep_or_of_none_is_refused()
    {
        using var folder = new TemporaryFolder();
        string[] sweep = ["sweep", "fashion", "--guidance", "none", "--count", "4"];
        Run.In(folder, sweep).Succeeded();
        Run.In(folder, [.. sweep, "--seed", "1"]).Refused("sweep: the sweep in this folder was begun with seed 0, this one has 1");
        File.WriteAllText(folder.File("file"), "");
        Run.In(folder, [.. sweep, "--output", "file/x"]).Refused("file/x: the sweep cannot be written here: ");
    }
}
