using System.Globalization;
using SoftCfg.ServeLoad;
using TorchSharp;

const string Usage = """
    Measures what the server adds to decoding: clients on loopback against a session that is stepped with nothing around it;
    docs/performance.md says how to read the results.

      dotnet run -c Release --project bench/SoftCfg.ServeLoad -- load MODEL [--images N]
      dotnet run -c Release --project bench/SoftCfg.ServeLoad -- soak MODEL [--images N]

      MODEL        fashion, a path as 'softcfg serve --model' takes it, or alitok-b and the like: of its real size, with random weights
      --images N   load: images of each number of clients (default 64); soak: images in all (default 2000)
    """;

int? images = null;
if (args is [_, _, "--images", var text] && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
    images = number;
if (args is not (["load" or "soak", _] or ["load" or "soak", _, "--images", _]) || (args.Length == 4 && images is null))
{
    Console.Error.WriteLine(Usage);
    return 2;
}
#if DEBUG
Console.Error.WriteLine("This is a Debug build of this program; the library is optimized all the same.");
#endif
torch.set_num_threads(Environment.ProcessorCount);
var model = LoadModel.Find(args[1]);
if (args[0] == "load")
    await new LoadRun(model, images ?? 64).RunAsync(Console.Out);
else
    await new SoakRun(model, images ?? 2000).RunAsync(Console.Out);
return 0;
