using System.Diagnostics;

namespace StableDino.Snapshots;

/// <summary>The library as others get it: packed, restored from a folder, compiled against, run.</summary>
public sealed class PackageTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("stable-dino-package-").FullName;

    [SkippableFact]
    public void A_consumer_of_the_package_compiles_its_own_detector_from_a_carried_function()
    {
        var configuration =
            AppContext.BaseDirectory.Contains($"{Path.DirectorySeparatorChar}Release{Path.DirectorySeparatorChar}",
                StringComparison.Ordinal) ? "Release" : "Debug";
        var packed = DotNet(Repository.Path(), "pack", Repository.Path("src", "StableDino.Core"), "--no-build", "-c",
            configuration, "-o", Path.Combine(folder, "feed"), "-v", "q");
        Assert.True(packed.Code == 0, packed.Text);

        var cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Build.targets", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        Write("nuget.config",
            """<configuration><packageSources><add key="packed" value="feed" /></packageSources></configuration>""");
        Write("Consumer.csproj", $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                <NuGetAudit>false</NuGetAudit>
                <RestorePackagesPath>packages</RestorePackagesPath>
                <RestoreFallbackFolders>{cache}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="StableDino.Core" Version="0.1.0" />
              </ItemGroup>
            </Project>
            """);
        Write("Program.cs", """
            using StableDino.Configuration;
            using StableDino.Foundation;
            using StableDino.Network;
            using StableDino.Pipeline;
            using StableDino.Zoo;

            Console.WriteLine($"{MineGraph.Name} {MineGraph.ParameterCount} {MineGraph.Configuration.Encoder.Fusion.GetType().Name}");
            Console.WriteLine(MineGraph.Configuration == Zoo.Mine);

            public static class Zoo
            {
                private static DetectorConfig Base => StableDinoZoo.DinoR50 with { Name = "base", Encoder = StableDinoZoo.DinoR50.Encoder with { Layers = 2 } };

                [CompiledDetector]
                public static DetectorConfig Mine { get; } = StableDinoZoo.Stable(Base) with { Classes = 7 };
            }
            """);

        var built = DotNet(folder, "build", "-v", "q", "-p:UseSharedCompilation=false");
        Skip.If(built.Code != 0 && built.Text.Contains("error NU", StringComparison.Ordinal),
            $"The package cache of this machine does not hold all the library refers to: {built.Text}");
        Assert.True(built.Code == 0, built.Text);
        var ran = DotNet(folder, Path.Combine("bin", "Debug", "net10.0", "Consumer.dll"));
        Assert.True(ran.Code == 0, ran.Text);
        Assert.Matches(@"^stable-base \d+ Dense\s+True\s*$", ran.Text);
        Assert.True(
            File.Exists(Path.Combine(folder, "packages", "stabledino.core", "0.1.0", "docs", "diagnostics",
                "SDINO001.md")), "The pages that messages name come with the package.");
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(folder, recursive: true);

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private static (int Code, string Text) DotNet(string home, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", arguments) { WorkingDirectory = home, RedirectStandardOutput = true,
            RedirectStandardError = true };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        foreach (var inherited in start.Environment.Keys.Where(k => k.StartsWith("MSBuild", StringComparison.Ordinal))
            .ToList())
            start.Environment.Remove(inherited);
        using var process = Process.Start(start)!;
        var (output, error) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        process.WaitForExit();
        return (process.ExitCode, output.Result + error.Result);
    }
}
