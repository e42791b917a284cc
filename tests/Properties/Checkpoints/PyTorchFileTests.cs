using System.Diagnostics;
using System.Security.Cryptography;
using StableDino.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace StableDino.Properties.Checkpoints;

/// <summary>Between Python's PyTorch and here: what one writes the other reads, every element.</summary>
public class PyTorchFileTests
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Golden", "pytorch");

    private static readonly string[] Names = ["zip.pth", "legacy.pth", "wrapped.pth", "protocol4.pth", "module.pth"];

    public static TheoryData<string> Recorded => new(Names);

    /// <summary>Written by Debian's python3-torch 1.13.1; see write.py beside the files.</summary>
    [Theory, MemberData(nameof(Recorded))]
    public void A_file_of_PyTorch_is_read_to_the_last_element(string name) =>
        Assert.Equal(File.ReadAllLines(Path.Combine(Folder, $"{name}.txt")), Listed(Path.Combine(Folder, name)));

    [SkippableFact]
    public void Files_that_Python_writes_now_are_read()
    {
        using var folder = new TemporaryFolder();
        Python("write.py", folder.Path);
        foreach (var name in Names)
            Assert.Equal(File.ReadAllLines(folder[$"{name}.txt"]), Listed(folder[name]));
    }

    [SkippableFact]
    public void A_file_written_here_loads_in_Python_with_equal_tensors()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        PyTorchWriter.Write(folder["x.pth"], Tensors(), [new("model", "mödel"), new("empty", "")]);
        var python = Python("read.py", folder["x.pth"]);
        Assert.Equal([.. Listed(folder["x.pth"]), "metadata empty", "metadata model mödel"],
            python.Select(line => line.TrimEnd()));
    }

    [Fact]
    public void What_is_written_reads_back()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var tensors = Tensors();
        PyTorchWriter.Write(folder["x.pth"], tensors, [new("clé", "ä\n\"")]);
        using var file = Checkpoint.Open(folder["x.pth"])
            .IfLeft(fault => throw new InvalidDataException(fault.ToString()));
        Assert.Equal((CheckpointFormat.PyTorchZip, "ä\n\""), (file.Format, file.Metadata["clé"]));
        Assert.Equal(tensors.Select(pair => pair.Key), file.Tensors.Select(entry => entry.Name));
        foreach (var (entry, (name, value)) in file.Tensors.Zip(tensors))
        {
            var read = file.Read(entry).IfLeft(fault => throw new InvalidDataException(fault.ToString()));
            Assert.Equal((value.dtype, string.Join(',', value.shape)), (read.dtype, string.Join(',', read.shape)));
            Assert.True(value.contiguous().bytes.SequenceEqual(read.bytes), name);
        }
    }

    [Fact]
    public void The_same_tensors_make_the_same_file_and_a_shared_one_is_stored_once()
    {
        using var scope = NewDisposeScope();
        using var folder = new TemporaryFolder();
        var large = rand(100, 100);
        PyTorchWriter.Write(folder["a.pth"], [new("a", large)], []);
        PyTorchWriter.Write(folder["b.pth"], [new("a", large)], []);
        PyTorchWriter.Write(folder["c.pth"], [new("a", large), new("b", large)], []);
        Assert.Equal(File.ReadAllBytes(folder["a.pth"]), File.ReadAllBytes(folder["b.pth"]));
        Assert.InRange(new FileInfo(folder["c.pth"]).Length - new FileInfo(folder["a.pth"]).Length, 1, 1000);
    }

    private static KeyValuePair<string, Tensor>[] Tensors()
    {
        var values = (arange(24).reshape(2, 3, 4) % 5) - 1;
        ScalarType[] types = [ScalarType.Float64, ScalarType.Float32, ScalarType.Float16, ScalarType.BFloat16,
            ScalarType.Int64, ScalarType.Int32, ScalarType.Int16, ScalarType.Int8, ScalarType.Byte, ScalarType.Bool];
        return
        [
            .. types.Select(type => KeyValuePair.Create($"type.{type}", values.to(type))),
            new("turned", values.transpose(0, 2).to(ScalarType.Float32)), new("scalar", tensor(7L)),
            new("nothing", zeros(0, 3)), new("näme", values[0]),
        ];
    }

    private static string[] Listed(string path)
    {
        using var file = Checkpoint.Open(path).IfLeft(fault => throw new InvalidDataException(fault.ToString()));
        return [.. file.Tensors.Select(entry =>
        {
            using var tensor = file.Read(entry).IfLeft(fault => throw new InvalidDataException(fault.ToString()));
            return $"{entry.Name} {SafeTensors.NameOf(entry.Type).IfNone("?")} {string.Join(',', entry.Shape)} "
                + $"{Convert.ToHexStringLower(SHA256.HashData(tensor.bytes))}";
        })];
    }

    /// <summary>
    /// Runs a script beside the recorded files; skips where no Python has PyTorch. STABLEDINO_PYTHON names another.
    /// </summary>
    private static string[] Python(string script, string argument)
    {
        foreach (var name in new[] { Environment.GetEnvironmentVariable("STABLEDINO_PYTHON"), "/usr/bin/python3",
            "python3" }.OfType<string>())
            if (Run(name, "-c", "import torch").Code == 0)
            {
                var (code, lines, log) = Run(name, Path.Combine(Folder, script), argument);
                Assert.True(code == 0, log);
                return lines;
            }

        Skip.If(true, "no python3 with torch on this machine (Debian: apt-get install python3-torch)");
        return [];
    }

    private static (int Code, string[] Lines, string Log) Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments)
            {
                RedirectStandardOutput = true, RedirectStandardError = true,
                Environment = { ["PYTHONIOENCODING"] = "utf-8", ["PYTHONDONTWRITEBYTECODE"] = "1",
                    ["OMP_NUM_THREADS"] = "1" },
            })!;
            var log = process.StandardError.ReadToEndAsync();
            var lines = process.StandardOutput.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
            process.WaitForExit();
            return (process.ExitCode, lines, log.Result);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return (-1, [], "");
        }
    }
}
