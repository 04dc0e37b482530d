using TorchSharp;

namespace SoftCfg.Tests.Native;

public class TorchNativeLibraryTests
{
    [Fact]
    public void Torch_computes_on_this_system()
    {
        using var ones = torch.ones(2);
        using var sum = ones.sum();
        Assert.Equal(2f, sum.item<float>());
    }
}
