"""Pictures of one's own by their path: folders of them, IDX, CIFAR-10 and npz."""
