using System.Globalization;
using TorchSharp;
using static TorchSharp.torch;

namespace SoftCfg.Cli;

/// <summary>The device that <c>--device</c> names.</summary>
internal static class DeviceChoice
{
    private const string Cuda = "cuda";

    /// <summary>Finds the device, and makes sure it is there.</summary>
    /// <param name="name"><c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
    public static Device Find(string name)
    {
        if (name == "cpu")
            return CPU;
        var index = 0;
        if (name != Cuda && !(name.StartsWith($"{Cuda}:", StringComparison.Ordinal) &&
            int.TryParse(name.AsSpan(Cuda.Length + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index)))
        {
            throw new UsageException($"--device is '{name}'; it must be cpu, cuda or cuda:N.");
        }
        var count = CudaDevices();
        if (count == 0)
        {
            throw new UsageException($"--device is {name}, but there is no CUDA here: no device, no driver, or a " +
                "program built without it. Use --device cpu, or build with -p:TorchBackend=cuda.");
        }
        if (index >= count)
            throw new UsageException($"--device is {name}, but the last CUDA device here is cuda:{count - 1}.");
        // libtorch lets convolutions of float32 round to 10 bits on newer GPUs: pictures, and what they are encoded to, would differ
        // from the CPU's. Matrix products are exact unless somebody says otherwise; here nobody does.
        (backends.cudnn.allow_tf32, backends.cuda.matmul.allow_tf32) = (false, false);
        return new Device(DeviceType.CUDA, index);
    }

    /// <summary>How many CUDA devices this program can use.</summary>
    public static int CudaDevices()
    {
        try
        {
            return cuda.is_available() ? cuda.device_count() : 0;
        }
        // TorchSharp's answer when the CUDA libraries are not installed.
        catch (NotSupportedException)
        {
            return 0;
        }
    }
}
