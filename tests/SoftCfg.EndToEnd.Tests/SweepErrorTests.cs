namespace SoftCfg.EndToEnd.Tests;

public class SweepErrorTests
{
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
