namespace SoftCfg.Cli.Tests.Sampling;

public class EmbeddedModelTests
{
    [Fact]
    public void The_embedded_model_is_called_fashion_and_knows_its_classes()
    {
        using var folder = new TemporaryFolder();
        Run.In(folder, "sample", "--model", "fashion", "--classes", "Snaeker").Refused("did you mean 'sneaker' (7)?");
    }
}
