// the tests measure times and start servers; side by side they would measure each other
[assembly: CollectionBehavior(DisableTestParallelization = true)]
