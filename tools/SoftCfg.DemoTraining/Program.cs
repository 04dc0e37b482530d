using SoftCfg.DemoTraining;
using TorchSharp;

const string Usage = """
    Trains the embedded model from Fashion-MNIST, as models/fashion/README.md describes.

      dotnet run -c Release --project tools/SoftCfg.DemoTraining -- COMMAND [OPTION ...]

      train [FOLDER]   everything: trains the three below, writes the model folder, prints its figures;
                       goes on where it was stopped
      tokenizer        the image tokenizer
      classifier       the classifier of generated images
      generator        the generator, on the tokens of the trained tokenizer
      report [FOLDER]  prints how many generated images the classifier recognises
      reference [FILE] writes the test images as an .npz, the reference of evaluations; fashion-test.npz
      statistics [FOLDER]  writes what the folder's classifier sees of them, fashion-test.stats.safetensors

      --data FOLDER    the four idx files; /usr/share/datasets/fashion-mnist, where Debian's dataset-fashion-mnist puts them
      --output FOLDER  where the training saves itself after every epoch; training
      --seed N         of everything random; 1
      --epochs N       stop each part after N, for a try; 4, 14 and 16 of tokenizer, classifier and generator
      --batch N        images per step; 128
      --images N       images per setting of the report; 1000
      --products TYPE  float32 or bfloat16, the type of matrix products; the one that is faster on this machine
    """;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) => { pressed.Cancel = true; stop.Cancel(); };
// libtorch sees OMP_NUM_THREADS, but not what a container may use.
if (Environment.GetEnvironmentVariable("OMP_NUM_THREADS") is null or "")
    torch.set_num_threads(Environment.ProcessorCount);
try
{
    var (command, target, settings) = Arguments.Parse(args);
    Directory.CreateDirectory(settings.OutputFolder);
    new Training(settings, stop.Token).Run(command, target);
    return 0;
}
catch (ArgumentException e)
{
    Console.Error.WriteLine($"{e.Message}\n\n{Usage}");
    return 2;
}
catch (Exception e) when (e is IOException or InvalidDataException)
{
    Console.Error.WriteLine(e.Message);
    return 2;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped; the same command goes on from the last epoch that was saved.");
    return 130;
}
