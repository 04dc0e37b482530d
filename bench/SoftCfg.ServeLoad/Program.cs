using System.Globalization;
using SoftCfg.ServeLoad;
using TorchSharp;

const string Usage = """
    Measures what the server adds to decoding: clients on loopback against a session that is stepped with nothing around it;
    docs/performance.md says how to read the results.

      dotnet run -c Release --project bench/SoftCfg.ServeLoad -- load MODEL [--images N] [--rounds N] [--clients N,N,...]
      dotnet run -c Release --project bench/SoftCfg.ServeLoad -- soak MODEL [--images N]

      MODEL        fashion, a path as 'softcfg serve --model' takes it, or alitok-b and the like: of its real size, with random weights
      --images N   load: images of each number of clients, in each round (default 128); soak: images in all (default 2000)
      --rounds N   load: how often everything is measured (default 5); medians are shown
      --clients    load: numbers of clients (default 1,8,64)
    """;

int? images = null;
var rounds = 5;
List<int> clients = [1, 8, 64];
var isRead = args is ["load" or "soak", _, ..] && args.Length % 2 == 0;
for (var option = 2; isRead && option < args.Length; option += 2)
{
    var numbers = Numbers(args[option + 1]);
    if (args[option] == "--images" && numbers is [var number])
        images = number;
    else if (args[option] == "--rounds" && args[0] == "load" && numbers is [var count])
        rounds = count;
    else if (args[option] == "--clients" && args[0] == "load" && numbers is not null)
        clients = numbers;
    else
        isRead = false;
}
if (!isRead)
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
    await new LoadRun(model, images ?? 128, rounds, clients).RunAsync(Console.Out);
else
    await new SoakRun(model, images ?? 2000).RunAsync(Console.Out);
return 0;

static List<int>? Numbers(string text)
{
    var numbers = text.Split(',').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0).ToList();
    return numbers.TrueForAll(number => number > 0) ? numbers : null;
}
